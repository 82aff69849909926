import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { ScheduleName } from '../../shared/contract/environment.ts';
import { DOWNLOADS, EXPORTS } from '../../shared/contract/files.ts';
import { tagFiles, writeFiles } from './file-grants.ts';
import type { FunctionContext } from './function-context.ts';
import { addInboxSweep } from './inbox-functions.ts';
import type { ScheduledFunction } from './scheduled-function.ts';
import type { ServiceFunction } from './service-function.ts';
import {
  keepProgress,
  keepTallies,
  queryDueItems,
  readItems,
  scanItems,
  writeItems,
} from './table-grants.ts';

type StreamFunction = 'settle' | 'auto-recharge' | 'publish-events';
export type StreamFunctions = { readonly [F in StreamFunction]: ServiceFunction<F> };
export type ScheduleFunctions = { readonly [F in ScheduleName]: ScheduledFunction<F> };

/** The functions that read the tables' streams. */
export function addStreamFunctions(context: FunctionContext): StreamFunctions {
  const { add, environments, bus, calls, changeLedger } = context;
  return {
    settle: add('settle', {
      environment: { ...environments.tables, ...environments.grace },
      grants: [...changeLedger, readItems(calls), settleItems(calls)],
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

/** Settlement claims calls, settles pages, takes calls out of them, and deletes a page that no call belongs to. */
const settleItems = (calls: ITableV2) =>
  writeItems(calls, 'PutItem', 'UpdateItem', 'DeleteItem', 'PartiQLInsert', 'PartiQLUpdate');

/** How long one run of a sweep may take. It stops in time by itself, and the next run continues. */
const SWEEP_SECONDS = 60;

/** Some thousands of months of organizations, or most of one of a million calls. */
const MONTHS_SECONDS = 300;

/** The sweeps: each finds its work in the `due` index. */
export function addScheduleFunctions(context: FunctionContext): ScheduleFunctions {
  const { addScheduled, environments, ledger, calls, changeLedger } = context;
  return {
    ...addExpirySweeps(context),
    ...addJobSweeps(context),
    'reconcile-payments': addScheduled('reconcile-payments', {
      everyMinutes: 1,
      environment: { ...environments.paidFunding, ...environments.grace },
      grants: [...changeLedger, queryDueItems(ledger)],
      impact: 'Purchases and recharges with an unknown outcome stay pending.',
      timeoutSeconds: SWEEP_SECONDS,
    }),
    'settle-stragglers': addScheduled('settle-stragglers', {
      everyMinutes: 5,
      environment: { ...environments.tables, ...environments.grace },
      grants: [
        ...changeLedger,
        // A void that it finishes may not move any money.
        writeItems(ledger, 'ConditionCheckItem'),
        readItems(calls),
        settleItems(calls),
        queryDueItems(calls),
      ],
      impact: 'Calls that the stream could not settle stay uncharged.',
      timeoutSeconds: SWEEP_SECONDS,
    }),
    'close-month': addScheduled('close-month', {
      everyMinutes: 60,
      environment: { ...environments.payments, ...environments.grace, ...environments.papers },
      grants: [...changeLedger, queryDueItems(ledger)],
      impact: 'Postpaid usage of past months is invoiced late, and statements and revenue come late.',
      timeoutSeconds: MONTHS_SECONDS,
    }),
    ...addExports(context),
    ...addInboxSweep(context),
    'audit-organizations': addScheduled('audit-organizations', {
      everyMinutes: 60,
      environment: environments.tables,
      grants: [readItems(ledger), readItems(calls), keepProgress(ledger), keepTallies(ledger)],
      impact: 'Nobody would notice if the books of an organization did not agree.',
      timeoutSeconds: 900,
    }),
  };
}

/** Some files of an export, or the comparison of a month of a million calls with the ledger. */
const EXPORT_SECONDS = 300;

function addExports(
  context: FunctionContext,
): Pick<ScheduleFunctions, 'run-exports' | 'start-monthly-exports'> {
  const { addScheduled, environments, ledger, calls, files } = context;
  return {
    'run-exports': addScheduled('run-exports', {
      everyMinutes: 1,
      environment: { ...environments.tables, ...environments.files },
      grants: [
        readItems(ledger),
        writeItems(ledger, 'UpdateItem'),
        queryDueItems(ledger),
        readItems(calls),
        writeFiles(files, EXPORTS, DOWNLOADS),
        tagFiles(files, EXPORTS, DOWNLOADS),
      ],
      impact: 'Exports are not completed.',
      memoryMegabytes: 1024,
      timeoutSeconds: EXPORT_SECONDS,
    }),
    'start-monthly-exports': addScheduled('start-monthly-exports', {
      everyMinutes: 60,
      environment: { ...environments.ledger, ...environments.grace, ...environments.monthly },
      grants: [readItems(ledger), writeItems(ledger, 'PutItem')],
      impact: 'The usage and the ledger of past months are exported late.',
      timeoutSeconds: SWEEP_SECONDS,
    }),
  };
}

function addExpirySweeps(
  context: FunctionContext,
): Pick<ScheduleFunctions, 'expire-lots' | 'release-holds' | 'warn-expiring'> {
  const { addScheduled, environments, ledger, changeLedger } = context;
  return {
    'expire-lots': addScheduled('expire-lots', {
      everyMinutes: 1,
      environment: { ...environments.ledger, ...environments.grace },
      grants: [...changeLedger, queryDueItems(ledger)],
      impact:
        'Forfeited credits are booked late, and an expiry that emptied the balance is no event yet; balances are right.',
      timeoutSeconds: SWEEP_SECONDS,
    }),
    'release-holds': addScheduled('release-holds', {
      everyMinutes: 5,
      environment: environments.ledger,
      grants: [readItems(ledger), writeItems(ledger, 'UpdateItem'), queryDueItems(ledger)],
      impact: 'Money held for calls that never reported back stays locked.',
      timeoutSeconds: SWEEP_SECONDS,
    }),
    'warn-expiring': addScheduled('warn-expiring', {
      everyMinutes: 60,
      environment: { ...environments.ledger, ...environments.warnings },
      grants: [
        readItems(ledger),
        writeItems(ledger, 'UpdateItem'),
        keepProgress(ledger),
        queryDueItems(ledger),
      ],
      impact: 'Organizations are not told in time that credits or a card will expire.',
      timeoutSeconds: SWEEP_SECONDS,
    }),
  };
}

/** Jobs: each goes on where the request that brought it, or an earlier run, stopped. */
function addJobSweeps(
  context: FunctionContext,
): Pick<ScheduleFunctions, 'run-license-jobs' | 'run-user-imports' | 'run-erasures'> {
  const { addScheduled, environments, ledger, calls, changeLedger } = context;
  return {
    'run-license-jobs': addScheduled('run-license-jobs', {
      everyMinutes: 1,
      environment: environments.ledger,
      grants: [...changeLedger, queryDueItems(ledger)],
      impact: 'Bulk license assignments beyond the first few hundred users do not go on.',
      timeoutSeconds: SWEEP_SECONDS,
    }),
    'run-user-imports': addScheduled('run-user-imports', {
      everyMinutes: 1,
      environment: environments.ledger,
      // A user principal name that is given up is free for other users.
      grants: [...changeLedger, writeItems(ledger, 'DeleteItem'), queryDueItems(ledger)],
      impact: 'Imports of users beyond the first few hundred do not go on.',
      timeoutSeconds: SWEEP_SECONDS,
    }),
    'run-erasures': addScheduled('run-erasures', {
      everyMinutes: 1,
      environment: environments.tables,
      // No index knows the calls of a user.
      grants: [
        ...changeLedger,
        queryDueItems(ledger),
        readItems(calls),
        scanItems(calls),
        writeItems(calls, 'UpdateItem'),
      ],
      impact: 'Numbers and names of people whose data are to be erased stay in calls and lists.',
      timeoutSeconds: SWEEP_SECONDS,
    }),
  };
}
