/**
 * A process with instances of the function `calls`, as Lambda has them: each has a memory of its own and one request at a
 * time. Each gets authorizations of one organization, the next as soon as the last is answered, whatever the answers say.
 * The process has a low priority, because instances elsewhere take no processor time from the stack. Its parent
 * starts and stops it by message, and gets the number of answers by status at each stop.
 */
import { randomUUID } from 'node:crypto';
import { constants, setPriority } from 'node:os';
import { setImmediate as turn } from 'node:timers/promises';
import { authorizeCall } from '../../functions/calls/authorize-call.ts';
import { CALLS } from '../../shared/contract/routes/calls.ts';
import { routeKeyOf } from '../../shared/contract/routes/route.ts';
import { now } from '../../shared/lambda/runtime.ts';
import { connect } from '../../shared/store/table/database.ts';
import { GRACE_HOURS } from './accounts.ts';
import { aContext, aHandler, anEvent, asCaller, someShares } from './requests.ts';
import { LEASES } from './telephone.ts';

const [org = '', instances = '1', setting = '{}'] = process.argv.slice(2);
const { LEDGER_TABLE = '', CALLS_TABLE = '' } = process.env;
const db = connect({ LEDGER_TABLE, CALLS_TABLE });
const BODY = JSON.stringify({ type: 'user_out', userId: 'ada', to: '+442079460000' });

function anInstance() {
  const shares = someShares(JSON.parse(setting));
  const operation = authorizeCall({ db, leases: LEASES, graceHours: GRACE_HOURS, now, shares });
  return aHandler({ authorizeCall: operation }, shares);
}
type Instance = ReturnType<typeof anInstance>;

let isRunning = false;
let statuses: Record<number, number> = {};

async function blast(instance: Instance): Promise<void> {
  while (isRunning) {
    const pathParameters = { org, call: randomUUID() };
    const event = anEvent(routeKeyOf(CALLS.authorizeCall), { body: BODY, pathParameters });
    const { statusCode = 0 } = await instance(asCaller(event, { org, scope: 'calls:write' }), aContext());
    statuses[statusCode] = (statuses[statusCode] ?? 0) + 1;
    // A request comes by the network.
    await turn();
  }
}

const all = Array.from({ length: Number(instances) }, anInstance);
let running: Promise<unknown> = Promise.resolve();

setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
process.on('message', (message) => {
  if (message === 'start') {
    isRunning = true;
    statuses = {};
    running = Promise.all(all.map(blast));
  } else {
    isRunning = false;
    running.then(
      () => process.send?.(statuses),
      (error: unknown) => {
        throw error;
      },
    );
  }
});
