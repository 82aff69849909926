/** Who asks: the people of an organization in turn, the operator, or the telephone platform about its calls. */
import { type Identity, NOBODY } from '../../../shared/lambda/identity.ts';
import type { OperationName } from '../core/system.ts';
import type { ModelActor } from '../model/actors.ts';

const PLATFORM: ReadonlySet<OperationName> = new Set([
  'authorizeCall',
  'renewLease',
  'releaseCall',
  'receiveUsage',
]);
const PEOPLE = ['ada', 'grace', 'barbara'] as const;

/** The caller as the token says it, and the actor that this caller is. */
export function callerOf(
  operation: OperationName,
  { number, scopes }: { readonly number: number; readonly scopes: readonly string[] },
): { readonly caller: Identity; readonly actor: ModelActor } {
  if (PLATFORM.has(operation)) {
    const caller = { ...NOBODY, kind: 'client', subject: 'switch', client: 'cli_switch', scopes } as const;
    return { caller, actor: { kind: 'client', id: 'cli_switch' } };
  }
  const id = PEOPLE[number % PEOPLE.length] ?? PEOPLE[0];
  const name = `${id} of ${number % 2}`;
  const kind = scopes.includes('operator') ? 'operator' : 'person';
  return { caller: { ...NOBODY, subject: id, name, scopes }, actor: { kind, id, name } };
}
