/** An organization in which one person has been everywhere where personal data are kept, and another one beside. */

import * as z from 'zod';
import { releaseCall } from '../../functions/calls/release-call.ts';
import { assignLicense } from '../../functions/licenses/assign-license.ts';
import { assignMany } from '../../functions/licenses/assign-many.ts';
import { importUsers } from '../../functions/licenses/import-users.ts';
import { setLicenseQuantity } from '../../functions/licenses/license-quantities.ts';
import { runErasures } from '../../functions/licenses/run-erasures.ts';
import { createUser, deleteUser, patchUser } from '../../functions/licenses/users.ts';
import { listJobs } from '../../functions/reports/jobs.ts';
import type { HttpRequest } from '../../shared/lambda/http.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { aCaller, aRequest } from './requests.ts';
import { openReversalFixture, ReversalFixture } from './reversal-fixture.ts';
import { authorize, LEASES, publishDecks, report, settle, TO_SWITZERLAND } from './telephone.ts';

export const PERSON = {
  id: 'u-17',
  name: 'Grace Hopper',
  earlierUpn: 'grace.murray@contoso.example',
  upn: 'Grace.Hopper@contoso.example',
  number: '+12065550117',
  dialed: '+41446681888',
  caller: '+14255550199',
} as const;
/** All that is to go; the id stays. */
export const PERSONAL = [
  PERSON.name,
  PERSON.earlierUpn,
  PERSON.upn,
  PERSON.number,
  PERSON.dialed,
  PERSON.caller,
];
export const OTHER = {
  id: 'u-18',
  name: 'Alan Turing',
  upn: 'alan@contoso.example',
  number: '+12065550118',
} as const;

const Job = z.looseObject({ id: z.string(), kind: z.string(), status: z.string() });
export type Job = z.infer<typeof Job>;
const Jobs = z.object({ items: z.array(Job) });

const SKUS = ['E5', 'CALLING_PLAN_PAYG', 'COMMUNICATIONS_CREDITS'];

export class ErasureFixture {
  readonly books: ReversalFixture;

  static async open(db: Database, organizationId = 'contoso'): Promise<ErasureFixture> {
    await publishDecks(db);
    const fixture = new ErasureFixture(await openReversalFixture(db, organizationId));
    await fixture.#addUsers();
    await fixture.#makeCalls();
    await fixture.#sendLists();
    return fixture;
  }

  constructor(books: ReversalFixture) {
    this.books = books;
  }

  /** The same organization at the same moment in a copy of the database. */
  on(db: Database): ErasureFixture {
    const books = new ReversalFixture(db, this.books.org);
    books.clock = this.books.clock;
    return new ErasureFixture(books);
  }

  get deps() {
    return { ...this.books.deps, leases: LEASES };
  }

  request(
    params: Record<string, string> = {},
    rest: Partial<HttpRequest> & { json?: unknown } = {},
  ): HttpRequest {
    const { json, ...overrides } = rest;
    const body = json === undefined ? {} : { body: JSON.stringify(json) };
    return aRequest({ params: { org: this.books.org, ...params }, ...body, ...overrides });
  }

  async #addUsers(): Promise<void> {
    for (const sku of ['E5', 'CALLING_PLAN_PAYG'])
      await setLicenseQuantity(this.deps)(this.request({ sku }, { json: { quantity: 10 } }));
    await this.#addUser({ id: PERSON.id, userPrincipalName: PERSON.earlierUpn, displayName: PERSON.name });
    await authorize(this.deps, this.books.org, 'denied', this.attempt());
    await this.#addUser({ id: OTHER.id, userPrincipalName: OTHER.upn, displayName: OTHER.name });
    for (const user of [PERSON.id, OTHER.id])
      for (const sku of SKUS) await assignLicense(this.deps)(this.request({ user, sku }));
    const json = { userPrincipalName: PERSON.upn };
    await patchUser(this.deps)(this.request({ user: PERSON.id }, { json }));
  }

  async #addUser(user: { id: string; userPrincipalName: string; displayName: string }): Promise<void> {
    await createUser(this.deps)(this.request({}, { json: { ...user, usageLocation: 'US' } }));
  }

  attempt(): Record<string, string> {
    return { type: 'user_out', userId: PERSON.id, from: PERSON.number, to: PERSON.dialed };
  }

  /** Authorized, released, denied, reported, voided, corrected, of both directions, and one to an emergency number. */
  async #makeCalls(): Promise<void> {
    const { deps, books } = this;
    const { org } = books;
    for (const id of ['open', 'released', 'reported', 'late']) await authorize(deps, org, id, this.attempt());
    await releaseCall(deps)(this.request({ call: 'released' }));
    await authorize(deps, org, 'emergency', { ...this.attempt(), to: '911' });
    const record = { ...this.attempt(), startedAt: books.clock, durationSeconds: 90 };
    const incoming = { type: 'user_in', from: PERSON.caller, to: PERSON.number };
    const ofOther = { userId: OTHER.id, from: OTHER.number, to: TO_SWITZERLAND };
    const calls = ['reported', 'voided', 'corrected', 'plain'].map((callId) => ({ ...record, callId }));
    const others = [
      { ...record, ...incoming, callId: 'incoming' },
      { ...record, ...ofOther, callId: 'other' },
    ];
    await report(deps, org, [...calls, ...others]);
    await settle(
      deps,
      org,
      [...calls, ...others].map(({ callId }) => callId),
    );
    await books.void('voided', 'key-1');
    await books.correct('corrected', 'key-2', 30);
  }

  /** Lists with lines that name the person, and lines that fail. */
  async #sendLists(): Promise<void> {
    const { deps } = this;
    const query = { sku: 'E5', action: 'assign' };
    const plain = { headers: { 'content-type': 'text/plain' } };
    const body = `${PERSON.upn.toUpperCase()}\n${PERSON.earlierUpn}\n${OTHER.upn}\n`;
    await assignMany(deps)(this.request({}, { query, body, ...plain }));
    const lines = [
      'id,userPrincipalName,displayName,usageLocation',
      `u-99,${PERSON.upn},${PERSON.name},US`,
      `${PERSON.id},${PERSON.upn},${PERSON.name},US`,
      `${OTHER.id},${OTHER.upn},${OTHER.name},US`,
      `${PERSON.id},Hopper, Grace,${PERSON.upn},US`,
    ];
    const csv = { headers: { 'content-type': 'text/csv' } };
    await importUsers(deps)(this.request({}, { body: lines.join('\n'), ...csv }));
  }

  erase(user: string = PERSON.id) {
    return deleteUser(this.deps)(this.request({ user }, { query: { erase: 'true' } }));
  }

  run() {
    return runErasures(this.deps)({ remainingMs: () => 60_000 });
  }

  /** The jobs of the kind, newest first. */
  async erasures(): Promise<readonly Job[]> {
    const caller = aCaller('licenses:read');
    const { body } = await listJobs(this.deps)(this.request({}, { query: { limit: '50' }, caller }));
    return Jobs.parse(body).items.filter(({ kind }) => kind === 'erasure');
  }
}
