/** The problems of an operation: those that its row names, and those that its access, path and body bring along. */
import { type AnyProblemCode, problemKindOf } from '../../shared/contract/problems.ts';
import type { NamedRoute } from '../../shared/contract/routes/all.ts';
import { requestClassOf } from '../../shared/contract/routes/request-class.ts';

/** By status, lowest first. */
export function problemsOf(route: NamedRoute): ReadonlyMap<number, readonly AnyProblemCode[]> {
  const codes = [...new Set([...broughtBy(route), ...(route.problems ?? [])])];
  const byStatus = Map.groupBy(codes, (code) => problemKindOf(code).status);
  return new Map([...byStatus].sort(([a], [b]) => a - b));
}

function broughtBy(route: NamedRoute): AnyProblemCode[] {
  const { access, path, query, body, document, idempotent } = route;
  const when = (applies: boolean, ...codes: AnyProblemCode[]) => (applies ? codes : []);
  const isOpen = access.includes('none');
  const isParsed = [query, body, document, idempotent].some((part) => part !== undefined);
  return [
    ...when(!isOpen, 'unauthorized', 'forbidden'),
    ...when(path.includes('{'), 'not-found'),
    ...when(isParsed || path.includes('{sku}'), 'invalid-request'),
    ...when(body !== undefined || document !== undefined, 'payload-too-large'),
    ...when(document !== undefined, 'unsupported-media-type'),
    ...when(idempotent === true, 'idempotency-key-required', 'request-in-progress', 'idempotency-key-reused'),
    ...when(requestClassOf(route) !== undefined, 'too-many-requests'),
    ...when(!isFixed(route), 'contended'),
    'internal-error',
    'integration-timeout',
  ];
}

/** The page, the document and the health of the service are in no table. */
const isFixed = ({ function: name }: NamedRoute): boolean => name === 'system' || name === 'console';
