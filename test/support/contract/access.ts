/** Who may ask what: written here for each route, and not derived from the access that the route declares. */
import type { RouteId } from '../../../shared/contract/routes/all.ts';
import { SCOPES_OF_ROLE } from '../../../shared/contract/scopes.ts';
import { ROLES, type Role } from '../../../shared/domain/members/members.ts';

/** The roles of an organization; who operates the deployment; and a token that allows nothing. */
export const CALLERS = [...ROLES, 'operator', 'no role'] as const;
export type Caller = (typeof CALLERS)[number];

export const SCOPES_OF_CALLER: Readonly<Record<Caller, readonly string[]>> = {
  ...SCOPES_OF_ROLE,
  operator: ['operator'],
  'no role': [],
};

/** `open`: without a token. `operator`: only the operator. */
type Row = readonly Role[] | 'anybody' | 'operator' | 'open';

const READS_MONEY = ['owner', 'billing', 'auditor'] as const;
const MOVES_MONEY = ['owner', 'billing'] as const;
const READS_USERS = ['owner', 'licenses', 'auditor'] as const;
const CHANGES_USERS = ['owner', 'licenses'] as const;
const CHANGES_MEMBERS = ['owner'] as const;
const REPORTS_CALLS = ['owner', 'platform'] as const;
const EVERY_ROLE = ROLES;

/** Beside the operator, who may do everything in every organization. */
const ROLES_OF_ROUTE: Readonly<Record<RouteId, Row>> = {
  createOrganization: 'operator',
  listOrganizations: 'operator',
  getRevenue: 'operator',
  getOrganization: READS_MONEY,
  patchOrganization: MOVES_MONEY,
  putPaymentMethod: MOVES_MONEY,
  listPaymentMethods: READS_MONEY,
  addPaymentMethod: MOVES_MONEY,
  openMethodSession: MOVES_MONEY,
  patchPaymentMethod: MOVES_MONEY,
  removePaymentMethod: MOVES_MONEY,
  listMarketplace: 'anybody',
  getProducts: READS_MONEY,
  getAutoRecharge: READS_MONEY,
  putAutoRecharge: MOVES_MONEY,
  getMe: 'anybody',
  chooseOrganization: 'anybody',
  listMembers: READS_USERS,
  inviteMember: CHANGES_MEMBERS,
  patchMember: CHANGES_MEMBERS,
  removeMember: CHANGES_MEMBERS,
  listClients: READS_USERS,
  createClient: CHANGES_MEMBERS,
  replaceClientSecret: CHANGES_MEMBERS,
  removeClient: CHANGES_MEMBERS,
  issueToken: 'open',
  createPurchase: MOVES_MONEY,
  listPurchases: READS_MONEY,
  getPurchase: READS_MONEY,
  renewNextAction: MOVES_MONEY,
  refundPurchase: MOVES_MONEY,
  createGrant: 'operator',
  extendLot: 'operator',
  writeOffLot: 'operator',
  moveCredits: 'operator',
  sendOpeningBalances: 'operator',
  createUser: CHANGES_USERS,
  listUsers: READS_USERS,
  getUser: READS_USERS,
  patchUser: CHANGES_USERS,
  deleteUser: CHANGES_USERS,
  importUsers: CHANGES_USERS,
  listLicenses: READS_USERS,
  setLicenseQuantity: 'operator',
  assignLicense: CHANGES_USERS,
  removeLicense: CHANGES_USERS,
  assignMany: CHANGES_USERS,
  getAssignments: READS_USERS,
  authorizeCall: REPORTS_CALLS,
  renewLease: REPORTS_CALLS,
  releaseCall: REPORTS_CALLS,
  reportUsage: REPORTS_CALLS,
  voidCall: MOVES_MONEY,
  correctCall: MOVES_MONEY,
  getCall: ['owner', 'billing', 'auditor', 'platform'],
  getAudit: READS_MONEY,
  getBalance: READS_MONEY,
  listLots: READS_MONEY,
  listEntries: READS_MONEY,
  listJournal: READS_MONEY,
  getUsage: READS_MONEY,
  listPools: READS_MONEY,
  listInvoices: READS_MONEY,
  getInvoice: READS_MONEY,
  listDocuments: READS_MONEY,
  getDocument: READS_MONEY,
  quoteCall: READS_MONEY,
  createExport: READS_MONEY,
  listJobs: EVERY_ROLE,
  getJob: EVERY_ROLE,
  getJobFailures: EVERY_ROLE,
  publishRateDeck: 'operator',
  listRateDecks: 'anybody',
  getRate: 'anybody',
  getSignIn: 'open',
  getHealth: 'open',
  getDeepHealth: 'operator',
  getApiDocument: 'open',
  receiveWebhook: 'open',
  getConsole: 'open',
  getApiPage: 'open',
};

export const rowOf = (id: string): Row | undefined => new Map(Object.entries(ROLES_OF_ROUTE)).get(id);

/** The routes that have a row. */
export const ROUTES_WITH_ROLES: readonly string[] = Object.keys(ROLES_OF_ROUTE);

export function mayAsk(row: Row, caller: Caller): boolean {
  if (row === 'open' || row === 'anybody' || caller === 'operator') return true;
  return row !== 'operator' && row.some((role) => role === caller);
}
