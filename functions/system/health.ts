/** Whether the service is up, and whether its dependencies respond. */
import type { DependencyState } from '../../shared/contract/answers/system.answers.ts';
import { SYSTEM } from '../../shared/contract/routes/system.ts';
import type { Instant } from '../../shared/domain/instants.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { operation } from '../../shared/lambda/http.ts';
import { log } from '../../shared/lambda/log.ts';
import { parseQuery } from '../../shared/lambda/parse.ts';
import type { PaymentGateway } from '../../shared/payments/port.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { reachTable } from '../../shared/store/table/reach.ts';

interface Deps {
  readonly db: Database;
  readonly gateway: Pick<PaymentGateway, 'find'>;
  readonly now: () => Instant;
}

const DEEP = '/health/deep';

/**
 * `{ status: "ok" }`: the function runs. With `deep=true` it redirects to `/health/deep`, which requires an operator's
 * token: the API gateway authorizes a route by its path alone, and ignores the query.
 */
export const getHealth = operation(SYSTEM.getHealth, async (request) =>
  parseQuery(request).deep === 'true'
    ? { status: 307, headers: { location: DEEP } }
    : { status: 200, body: { status: 'ok' } },
);

/** `{ status: "ok", dependencies }`. Throws `dependency-unavailable`, with the same, when one does not respond. */
export function getDeepHealth({ db, gateway, now }: Deps) {
  return operation(SYSTEM.getDeepHealth, async () => {
    const [ledgerState, callsState, gatewayState] = await Promise.all([
      stateOf('ledger', () => reachTable(db, db.ledgerTable)),
      stateOf('calls', () => reachTable(db, db.callsTable)),
      stateOf('gateway', () => reachGateway(gateway, now())),
    ]);
    const dependencies = { ledger: ledgerState, calls: callsState, gateway: gatewayState };
    const states = Object.entries(dependencies);
    const failing = states.filter(([, state]) => state === 'failing').map(([name]) => name);
    if (failing.length > 0) throw refusals.dependencyUnavailable(failing, dependencies);
    return { status: 200, body: { status: 'ok', dependencies } };
  });
}

async function stateOf(dependency: string, check: () => Promise<void>): Promise<DependencyState> {
  try {
    await check();
    return 'ok';
  } catch (error) {
    log.error('dependency does not answer', { dependency, error });
    return 'failing';
  }
}

/** Looks up an order that never exists: a gateway that can say so responds. */
async function reachGateway(gateway: Deps['gateway'], requestedAt: Instant): Promise<void> {
  const lookup = { orderId: 'health', requestedAt };
  const outcome = await gateway.find(lookup);
  if (outcome.status === 'unknown') throw new Error(outcome.detail);
}
