import type { ScheduleName } from '../../shared/contract/environment.ts';
import type { FunctionContext } from './function-context.ts';
import type { ScheduledFunction } from './scheduled-function.ts';
import type { ServiceFunction } from './service-function.ts';
import { queryDueItems, readItems } from './table-grants.ts';

type StreamFunction = 'settle' | 'auto-recharge' | 'publish-events';
export type StreamFunctions = { readonly [F in StreamFunction]: ServiceFunction<F> };
export type ScheduleFunctions = { readonly [F in ScheduleName]: ScheduledFunction<F> };

/** The functions that read the tables' streams. */
export function addStreamFunctions(context: FunctionContext): StreamFunctions {
  const { add, environments, bus, changeLedger, changeCalls } = context;
  return {
    settle: add('settle', {
      environment: environments.tables,
      grants: [...changeLedger, ...changeCalls],
      impact: 'Finished calls are not charged, so balances read too high.',
      isHot: true,
      memoryMegabytes: 1024,
      timeoutSeconds: 60,
    }),
    'auto-recharge': add('auto-recharge', {
      environment: environments.paidFunding,
      grants: changeLedger,
      impact: 'Balances below their threshold are not recharged, so paid calls will be refused.',
      isHot: true,
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
  const { addScheduled, environments, ledger, calls, changeLedger, changeCalls } = context;
  const timeoutSeconds = 60;
  return {
    'expire-lots': addScheduled('expire-lots', {
      everyMinutes: 5,
      environment: { ...environments.ledger, ...environments.grace },
      grants: [...changeLedger, queryDueItems(ledger)],
      impact: 'Forfeited credits are booked late; balances are right all the same.',
      timeoutSeconds,
    }),
    'release-holds': addScheduled('release-holds', {
      everyMinutes: 5,
      environment: environments.ledger,
      grants: [...changeLedger, queryDueItems(ledger)],
      impact: 'Money held for calls that never reported back stays locked.',
      timeoutSeconds,
    }),
    'reconcile-payments': addScheduled('reconcile-payments', {
      everyMinutes: 1,
      environment: environments.paidFunding,
      grants: [...changeLedger, queryDueItems(ledger)],
      impact: 'Purchases and recharges with an unknown outcome stay pending.',
      timeoutSeconds,
    }),
    'settle-stragglers': addScheduled('settle-stragglers', {
      everyMinutes: 5,
      environment: environments.tables,
      grants: [...changeLedger, ...changeCalls, queryDueItems(calls)],
      impact: 'Calls that the stream could not settle stay uncharged.',
      timeoutSeconds,
    }),
    'close-month': addScheduled('close-month', {
      everyMinutes: 60,
      environment: { ...environments.ledger, ...environments.grace },
      grants: [...changeLedger, queryDueItems(ledger)],
      impact: 'Postpaid usage of past months is invoiced late.',
      timeoutSeconds,
    }),
    'warn-expiring': addScheduled('warn-expiring', {
      everyMinutes: 60,
      environment: { ...environments.ledger, ...environments.warnings },
      grants: [...changeLedger, queryDueItems(ledger)],
      impact: 'Organizations are not told in time that credits will expire.',
      timeoutSeconds,
    }),
    'run-license-jobs': addScheduled('run-license-jobs', {
      everyMinutes: 1,
      environment: environments.ledger,
      grants: [...changeLedger, queryDueItems(ledger)],
      impact: 'Bulk license assignments beyond the first few hundred users do not go on.',
      timeoutSeconds,
    }),
    'audit-organizations': addScheduled('audit-organizations', {
      everyMinutes: 60,
      environment: environments.tables,
      // Of the ledger it writes only how far it has come.
      grants: [...changeLedger, readItems(calls)],
      impact: 'Nobody would notice if the books of an organization did not agree.',
      timeoutSeconds: 900,
    }),
  };
}
