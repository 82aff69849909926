/** Every route, by the function that serves it. */
import { CALLS } from './calls.ts';
import { CLIENTS } from './clients.ts';
import { CONSOLE } from './console.ts';
import { DOCUMENTS } from './documents.ts';
import { EXPORTS } from './exports.ts';
import { GRANTS } from './grants.ts';
import { LICENSES } from './licenses.ts';
import { MEMBERS } from './members.ts';
import { ORGANIZATIONS } from './organizations.ts';
import { PURCHASES } from './purchases.ts';
import { RATES } from './rates.ts';
import { REPORTS } from './reports.ts';
import { HTTP_FUNCTIONS, type HttpFunction, type Route, type Routes } from './route.ts';
import { SYSTEM } from './system.ts';
import { USAGE } from './usage.ts';
import { WEBHOOKS } from './webhooks.ts';

const ROUTES = {
  organizations: ORGANIZATIONS,
  members: MEMBERS,
  clients: CLIENTS,
  purchases: PURCHASES,
  grants: GRANTS,
  licenses: LICENSES,
  calls: CALLS,
  usage: USAGE,
  reports: REPORTS,
  documents: DOCUMENTS,
  exports: EXPORTS,
  rates: RATES,
  webhooks: WEBHOOKS,
  system: SYSTEM,
  console: CONSOLE,
} as const satisfies Readonly<Record<HttpFunction, Routes>>;

type IdsOf<Functions> = { [F in keyof Functions]: keyof Functions[F] }[keyof Functions];
/** The operation id of a route: a `Record` of them has a row for every route. */
export type RouteId = IdsOf<typeof ROUTES>;

type RoutesById = typeof ROUTES extends infer F ? { [K in keyof F]: F[K] }[keyof F] : never;
type OfOrganization<Group> = Group extends unknown
  ? {
      [Id in keyof Group]: Group[Id] extends { path: `/v1/organizations/{org}${string}` } ? Id : never;
    }[keyof Group]
  : never;
/** The operation ids of the routes of an organization. */
export type OrganizationRouteId = OfOrganization<RoutesById>;

/** A route with its operation id and its function. */
export interface NamedRoute extends Route {
  readonly id: string;
  readonly function: HttpFunction;
}

export const ALL_ROUTES: readonly NamedRoute[] = HTTP_FUNCTIONS.flatMap((functionName) => {
  const routes: Routes = ROUTES[functionName];
  return Object.entries(routes).map(([id, route]) => ({ ...route, id, function: functionName }));
});
