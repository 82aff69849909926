import type { ScheduleName } from '../../shared/contract/environment.ts';
import type { FunctionContext } from './function-context.ts';
import type { ServiceFunction } from './service-function.ts';
import { queryDueItems, readItems } from './table-grants.ts';

type StreamFunction = 'settle' | 'auto-recharge' | 'publish-events';
export type StreamFunctions = { readonly [F in StreamFunction]: ServiceFunction<F> };
export type ScheduleFunctions = { readonly [F in ScheduleName]: ServiceFunction<F> };

/** The functions that read the tables' streams. */
export function addStreamFunctions(context: FunctionContext): StreamFunctions {
  const { add, environments, bus, changeLedger, changeCalls } = context;
  return {
    settle: add('settle', {
      environment: environments.tables,
      grants: [...changeLedger, ...changeCalls],
      impact: 'Finished calls are not charged, so balances read too high.',
      memoryMegabytes: 1024,
      timeoutSeconds: 60,
    }),
    'auto-recharge': add('auto-recharge', {
      environment: environments.paidFunding,
      grants: changeLedger,
      impact: 'Balances below their threshold are not recharged, so paid calls will be refused.',
      timeoutSeconds: 60,
    }),
    'publish-events': add('publish-events', {
      environment: { EVENT_BUS: bus.name },
      grants: [bus.publish],
      impact: 'Subscribers do not hear of purchases, recharges and settled usage; no money is affected.',
      timeoutSeconds: 30,
    }),
  };
}

/** The sweeps: each finds its work in the `due` index. */
export function addScheduleFunctions(context: FunctionContext): ScheduleFunctions {
  const { add, environments, ledger, calls, changeLedger, changeCalls } = context;
  const timeoutSeconds = 60;
  return {
    'expire-lots': add('expire-lots', {
      environment: { ...environments.ledger, ...environments.grace },
      grants: [...changeLedger, queryDueItems(ledger)],
      impact: 'Forfeited credits are booked late; balances are right all the same.',
      timeoutSeconds,
    }),
    'release-holds': add('release-holds', {
      environment: environments.ledger,
      grants: [...changeLedger, queryDueItems(ledger)],
      impact: 'Money held for calls that never reported back stays locked.',
      timeoutSeconds,
    }),
    'reconcile-payments': add('reconcile-payments', {
      environment: environments.paidFunding,
      grants: [...changeLedger, queryDueItems(ledger)],
      impact: 'Purchases and recharges with an unknown outcome stay pending.',
      timeoutSeconds,
    }),
    'settle-stragglers': add('settle-stragglers', {
      environment: environments.tables,
      grants: [...changeLedger, ...changeCalls, queryDueItems(calls)],
      impact: 'Calls that the stream could not settle stay uncharged.',
      timeoutSeconds,
    }),
    'close-month': add('close-month', {
      environment: { ...environments.ledger, ...environments.grace },
      grants: [...changeLedger, queryDueItems(ledger)],
      impact: 'Postpaid usage of past months is invoiced late.',
      timeoutSeconds,
    }),
    'warn-expiring': add('warn-expiring', {
      environment: { ...environments.ledger, ...environments.warnings },
      grants: [...changeLedger, queryDueItems(ledger)],
      impact: 'Organizations are not told in time that credits will expire.',
      timeoutSeconds,
    }),
    'run-license-jobs': add('run-license-jobs', {
      environment: environments.ledger,
      grants: [...changeLedger, queryDueItems(ledger)],
      impact: 'Bulk license assignments beyond the first few hundred users do not go on.',
      timeoutSeconds,
    }),
    'audit-organizations': add('audit-organizations', {
      environment: environments.tables,
      // Of the ledger it writes only how far it has come.
      grants: [...changeLedger, readItems(calls)],
      impact: 'Nobody would notice if the books of an organization did not agree.',
      timeoutSeconds: 900,
    }),
  };
}
