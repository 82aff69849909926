import { fundingLimits } from '../../shared/domain/credits/funding-limits.ts';
import { paymentDeps } from '../../shared/lambda/payment-deps.ts';
import { wordsOf } from '../../shared/lambda/return-url.ts';
import { environmentOf } from '../../shared/lambda/runtime.ts';
import { streamHandler } from '../../shared/lambda/stream.ts';
import { runAutoRecharge } from './auto-recharge.ts';

const environment = environmentOf('auto-recharge');

const deps = {
  ...paymentDeps(environment),
  limits: fundingLimits(environment),
  returnUrl: wordsOf(environment.RETURN_ORIGINS)[0],
};

export const handler = streamHandler(runAutoRecharge(deps));
