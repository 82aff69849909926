/** The journal of an organization as the model keeps it: what each commit must add, and what it has by then. */
import type { z } from 'zod';
import type { ItemChange } from '../stand-in/tables.ts';
import { type Item, isItem } from '../stand-in/values.ts';
import type { ModelBy } from './actors.ts';
import type { ModelChange } from './changes.ts';
import { JournalImage } from './items.ts';
import { require, requireSame } from './violation.ts';

type Row = z.infer<typeof JournalImage>;

/** A change, and who is to have made it. */
export interface ExpectedRow extends ModelChange {
  readonly by: ModelBy | undefined;
}

/** Keyed requests make a change of these kinds once, however often they are sent. */
const ONCE = ['purchase.ordered', 'refund.requested', 'call.voided', 'call.corrected'];

/** What these changes begin with may be the work of a change of another subject. */
const APART: ReadonlySet<string> = new Set([
  'license.assigned',
  'license.removed',
  'payment-method.changed',
  'payment-methods.changed',
]);

export class ModelJournal {
  readonly rows: Row[] = [];
  /** The last value of each field of each subject. */
  readonly #values = new Map<string, unknown>();

  /** The rows that the commit adds are those of its changes, numbered on from the last. */
  add(changes: readonly ItemChange[], expected: readonly ExpectedRow[]): void {
    const written = changes.filter(({ key }) => key.sk.startsWith('JOURNAL#'));
    for (const { before, key } of written) require(!before, 'a row of the journal is never rewritten', key);
    const rows = written.map(({ after }) => JournalImage.parse(after));
    requireSame(
      'a commit has its changes in the journal, and nothing else',
      rows.map(changeOf),
      expected.map(changeOf),
      { changed: changes.map(({ key }) => key.sk) },
    );
    for (const [index, row] of rows.entries()) {
      requireSame(
        'a change is by who asked for it',
        byOf(row),
        expected[index]?.by && byOf(expected[index].by),
        { row },
      );
      this.#requireNext(row);
      this.#requireContinued(row);
      const again = this.rows.some(({ kind, requestId }) => kind === row.kind && requestId === row.requestId);
      require(!again || !ONCE.includes(row.kind), 'a request is in the journal once', { row });
      this.rows.push(row);
    }
    this.#requireCounted(changes);
  }

  /** All that is stored are the rows that were added, from 1 on. */
  requireStored(items: readonly Item[]): void {
    const numbers = items.flatMap(({ sk }) => numberOf(String(sk)) ?? []);
    const expected = this.rows.map((_, index) => index + 1);
    requireSame('the journal has no gaps', numbers, expected);
  }

  /** How many rows a request has. */
  rowsOf(request: string): number {
    return this.rows.filter(({ requestId }) => requestId === request).length;
  }

  #requireNext({ sk, at }: Row): void {
    requireSame('a row has the next number', numberOf(sk), this.rows.length + 1);
    const { at: last = at } = this.rows.at(-1) ?? {};
    require(at >= last, 'no row is earlier than the one before', { sk, at, last });
  }

  /** A subject is found as the change before left it. Licenses come and go one by one, and a method moves others. */
  #requireContinued({ kind, subject, before, after }: Row): void {
    if (APART.has(kind)) return;
    const [area] = kind.split('.');
    const nameOf = (field: string) => `${area} ${subject} ${field}`;
    for (const [field, value] of Object.entries(before ?? {})) {
      const known = this.#values.get(nameOf(field)) ?? value;
      requireSame('a change begins where the one before ended', value, known, { kind, subject, field });
    }
    for (const [field, value] of Object.entries(after ?? {})) this.#values.set(nameOf(field), value);
  }

  #requireCounted(changes: readonly ItemChange[]): void {
    const counter = changes.find(({ key }) => key.sk === 'JOURNAL')?.after;
    if (!isItem(counter)) return;
    const { sequence, at } = counter;
    const last = { sequence: this.rows.length, at: this.rows.at(-1)?.at };
    requireSame('the counter is that of the last row', { sequence, at }, last);
  }
}

const numberOf = (sk: string): number | undefined =>
  sk.startsWith('JOURNAL#') ? Number(sk.slice('JOURNAL#'.length)) : undefined;

const changeOf = ({ kind, subject, before, after }: ModelChange) => ({
  kind,
  subject,
  before: before && sorted(before),
  after: after && sorted(after),
});

const byOf = ({ actor, reason, requestId, sourceAddress }: ModelBy) =>
  sorted({ actor: sorted(actor), reason, requestId, sourceAddress });

/** With its members in alphabetical order; those without a value are left out. */
function sorted(members: object): object {
  const all = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
}
