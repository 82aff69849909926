/** Who makes a change by a request (spec: Every change has an actor). */
import type { Scope } from '../contract/scopes.ts';
import type { Actor, By } from '../domain/journal/actor.ts';
import type { HttpRequest } from './http.ts';
import type { Identity } from './identity.ts';

const OPERATOR: Scope = 'operator';

export function actorOf({ subject, client, kind, name, scopes }: Identity): Actor {
  const id = (kind === 'client' ? (client ?? subject) : (subject ?? client)) ?? 'unknown';
  return { kind: scopes.includes(OPERATOR) ? 'operator' : kind, id, name };
}

type ByRequest = Pick<HttpRequest, 'caller' | 'requestId' | 'sourceAddress'>;

export function byOf({ caller, requestId, sourceAddress }: ByRequest, reason?: string): By {
  return { actor: actorOf(caller), reason, requestId, sourceAddress };
}
