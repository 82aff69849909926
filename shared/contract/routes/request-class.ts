import type { RequestClass } from '../fair-share.ts';
import type { Route } from './route.ts';

/**
 * The class whose allowance a request of the route uses up; none for a route without a token, and for one that names
 * none (spec: One organization cannot take the share of others).
 */
export function requestClassOf({ access, method, requestClass }: Route): RequestClass | undefined {
  if (access.includes('none') || requestClass === 'none') return undefined;
  return requestClass ?? (method === 'GET' ? 'reads' : 'writes');
}
