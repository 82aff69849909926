import { fundingLimits } from '../../shared/domain/credits/funding-limits.ts';
import { log } from '../../shared/lambda/log.ts';
import { papersOf } from '../../shared/lambda/papers.ts';
import { paymentGateway } from '../../shared/lambda/payment-gateway.ts';
import { wordsOf } from '../../shared/lambda/return-url.ts';
import { environmentOf, now } from '../../shared/lambda/runtime.ts';
import { streamHandler } from '../../shared/lambda/stream.ts';
import { connect } from '../../shared/store/table/database.ts';
import { runAutoRecharge } from './auto-recharge.ts';

const environment = environmentOf('auto-recharge');
const gateway = paymentGateway(environment);

const deps = {
  db: connect(environment),
  gateway,
  limits: fundingLimits(environment),
  now,
  alarm: log.error,
  papers: papersOf(environment),
  returnUrl: wordsOf(environment.RETURN_ORIGINS)[0],
};

export const handler = streamHandler(runAutoRecharge(deps));
