/** What a function that books payments works with. One whose environment has no papers does not compile. */
import type { PaymentDeps } from '../payments/purchase.ts';
import { connect } from '../store/table/database.ts';
import { log } from './log.ts';
import { type PapersEnvironment, papersOf } from './papers.ts';
import type { PaymentEnvironment } from './payment-environment.ts';
import { paymentGateway } from './payment-gateway.ts';
import { now } from './runtime.ts';

type PaymentDepsEnvironment = Parameters<typeof connect>[0] & PaymentEnvironment & PapersEnvironment;

export function paymentDeps(environment: PaymentDepsEnvironment): PaymentDeps {
  return {
    db: connect(environment),
    gateway: paymentGateway(environment),
    now,
    alarm: log.error,
    papers: papersOf(environment),
  };
}
