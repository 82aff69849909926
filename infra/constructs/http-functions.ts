import { REQUEST_FAILED } from '../../shared/contract/alarmed-messages.ts';
import { DOWNLOADS, EXPORTS, INBOX_WORK } from '../../shared/contract/files.ts';
import type { HttpFunction } from '../../shared/contract/routes/route.ts';
import { linkToFiles } from './file-grants.ts';
import type { FunctionContext } from './function-context.ts';
import { LogAlarm } from './log-alarm.ts';
import type { ServiceFunction } from './service-function.ts';
import { reachTable, readItems, writeItems } from './table-grants.ts';

export type HttpFunctions = { readonly [F in HttpFunction]: ServiceFunction<F> };

/**
 * The functions behind the HTTP API. Lambda does not count a fault that becomes a response with status 500 as an error.
 * Where requests are few, each such response raises the alarm.
 */
export function addHttpFunctions(context: FunctionContext): HttpFunctions {
  const { add, environments, ledger, changeLedger } = context;
  const addRare: FunctionContext['add'] = (name, definition) => {
    const added = add(name, definition);
    const { impact } = definition;
    const alarm = { functions: [added], message: REQUEST_FAILED, impact, notify: context.notify };
    new LogAlarm(added, 'FailedRequests', alarm);
    return added;
  };
  return {
    ...addCallFunctions(context),
    organizations: addRare('organizations', {
      environment: { ...environments.paidFunding, ...environments.identity },
      // The idempotency record is deleted when a request may be tried again.
      grants: [...changeLedger, writeItems(ledger, 'DeleteItem')],
      impact: 'Administrators cannot onboard organizations or change their settings.',
    }),
    ...addIdentityFunctions(context, addRare),
    ...addCreditFunctions(context, addRare),
    licenses: addRare('licenses', {
      environment: { ...environments.ledger, ...environments.identity },
      // A user principal name that is given up is free for other users.
      grants: [...changeLedger, writeItems(ledger, 'ConditionCheckItem', 'DeleteItem')],
      impact: 'Administrators cannot add users or assign licenses.',
    }),
    webhooks: addRare('webhooks', {
      environment: {
        ...environments.payments,
        ...environments.grace,
        ...environments.papers,
        ...environments.identity,
      },
      grants: changeLedger,
      impact: 'Payments that settle late and chargebacks are booked only when the gateway is asked again.',
    }),
    system: add('system', {
      environment: {
        ...environments.tables,
        ...environments.payments,
        ...environments.signIn,
        ...environments.identity,
      },
      grants: [reachTable(ledger), reachTable(context.calls)],
      impact: 'The API description and the health check do not answer; no money is affected.',
    }),
    console: add('console', {
      environment: { ...environments.signInOrigins, ...environments.identity },
      grants: [],
      impact: 'Administrators cannot open the console; the API answers as before.',
    }),
  };
}

/** How credits come, and what else is done with them by hand. */
function addCreditFunctions(
  { environments, ledger, changeLedger }: FunctionContext,
  addRare: FunctionContext['add'],
): Pick<HttpFunctions, 'purchases' | 'documents' | 'grants'> {
  // The idempotency record is deleted when a request may be tried again.
  const grants = [...changeLedger, writeItems(ledger, 'DeleteItem')];
  return {
    purchases: addRare('purchases', {
      environment: { ...environments.paidFunding, ...environments.identity },
      grants,
      impact: 'Administrators cannot fund credits or see their purchases.',
    }),
    documents: addRare('documents', {
      environment: { ...environments.ledger, ...environments.identity },
      grants: [readItems(ledger)],
      impact: 'Invoices and credit notes cannot be read as PDF.',
      memoryMegabytes: 1024,
    }),
    grants: addRare('grants', {
      environment: {
        ...environments.ledger,
        ...environments.grants,
        ...environments.warnings,
        ...environments.identity,
      },
      grants,
      impact: 'Operators cannot give credits, nor extend, write off or move them.',
    }),
  };
}

/** Who and what gets tokens of an organization. */
function addIdentityFunctions(
  { environments, ledger, changeLedger, signIn }: FunctionContext,
  addRare: FunctionContext['add'],
): Pick<HttpFunctions, 'members' | 'clients'> {
  return {
    members: addRare('members', {
      environment: { ...environments.ledger, ...environments.userPool, ...environments.identity },
      grants: [
        readItems(ledger),
        writeItems(ledger, 'PutItem', 'ConditionCheckItem', 'DeleteItem'),
        ...signIn.invite,
      ],
      impact: 'Nobody can be invited or removed; members can sign in as before.',
    }),
    clients: addRare('clients', {
      environment: { ...environments.ledger, ...environments.machines, ...environments.identity },
      grants: [
        ...changeLedger,
        writeItems(ledger, 'ConditionCheckItem', 'DeleteItem'),
        ...signIn.readMachineSecret,
      ],
      impact: 'Calling platforms get no tokens: those that they have expire within an hour.',
    }),
  };
}

function addCallFunctions(
  context: FunctionContext,
): Pick<HttpFunctions, 'calls' | 'usage' | 'reports' | 'exports' | 'rates'> {
  const { add, environments, ledger, calls, files, changeLedger } = context;
  return {
    calls: add('calls', {
      environment: {
        ...environments.tables,
        ...environments.leases,
        ...environments.grace,
        ...environments.identity,
      },
      grants: [
        readItems(ledger),
        readItems(calls),
        writeItems(ledger, 'UpdateItem'),
        writeItems(calls, 'PutItem'),
      ],
      impact: 'Paid calls cannot start, and calls in progress end with their lease.',
      isHot: true,
      memoryMegabytes: 1024,
    }),
    usage: add('usage', {
      environment: { ...environments.tables, ...environments.grace, ...environments.identity },
      grants: [
        ...changeLedger,
        readItems(calls),
        // Idempotency records, and voids that move no money.
        writeItems(ledger, 'DeleteItem', 'ConditionCheckItem'),
        writeItems(calls, 'PutItem', 'UpdateItem', 'BatchWriteItem', 'PartiQLInsert', 'PartiQLUpdate'),
      ],
      impact: 'Finished calls are not accepted, and calls cannot be voided or corrected.',
      isHot: true,
      memoryMegabytes: 1024,
    }),
    reports: add('reports', {
      environment: { ...environments.tables, ...environments.grace, ...environments.identity },
      grants: [readItems(ledger), readItems(calls)],
      impact: 'Balances, lots, ledger, usage and invoices cannot be read.',
      memoryMegabytes: 1024,
    }),
    exports: add('exports', {
      environment: { ...environments.ledger, ...environments.files, ...environments.identity },
      grants: [
        readItems(ledger),
        writeItems(ledger, 'PutItem'),
        linkToFiles(files, EXPORTS, DOWNLOADS, INBOX_WORK),
      ],
      impact: 'Exports cannot be asked for, and neither jobs nor links to files can be seen.',
    }),
    rates: add('rates', {
      environment: { ...environments.tables, ...environments.leases, ...environments.identity },
      grants: [readItems(ledger), readItems(calls), writeItems(ledger, 'PutItem')],
      impact: 'Calls cannot be quoted, and rate decks can be neither published nor read.',
      memoryMegabytes: 1769,
    }),
  };
}
