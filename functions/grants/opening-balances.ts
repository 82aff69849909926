/** Opening balances: a table of grants, one a line, as they come from an earlier system (spec: Opening balances come from a table). */
import type { z } from 'zod';
import type { OpeningBalanceLine } from '../../shared/contract/answers/grants.answers.ts';
import { OpeningBalance } from '../../shared/contract/grant-schemas.ts';
import { GRANTS } from '../../shared/contract/routes/grants.ts';
import { type DelimitedRecord, readDelimited } from '../../shared/domain/documents/delimited-text.ts';
import type { By } from '../../shared/domain/journal/actor.ts';
import { formatAmount } from '../../shared/domain/money.ts';
import { Refusal, refusals } from '../../shared/domain/refusals.ts';
import { byOf } from '../../shared/lambda/actor.ts';
import { operation } from '../../shared/lambda/http.ts';
import { businessKey } from '../../shared/lambda/idempotency.ts';
import { parse, parseQuery, readDocument } from '../../shared/lambda/parse.ts';
import { type GrantOrder, giveGrant } from './give-grant.ts';
import type { GrantDeps } from './grant-deps.ts';

const MAX_LINES = 200;
/** The longest time of one line. */
const RESERVE_MS = 5_000;
const COLUMNS = ['organization', 'amount', 'kind', 'expiresAt', 'reference', 'reason'] as const;
type Column = (typeof COLUMNS)[number];
/** What may be left out: as a lot that is bought. */
const OPTIONAL: readonly Column[] = ['expiresAt'];

/**
 * CSV -> 200 with what became of each line. Lines are apart: one that is refused keeps no other from being given. The same
 * line again is `already-given`, so that the table may be sent again. Throws `invalid-request` for the table as a whole.
 */
export function sendOpeningBalances(deps: GrantDeps) {
  return operation(GRANTS.sendOpeningBalances, async (request) => {
    const { dryRun } = parseQuery(request);
    const rows = readRows(readDocument(request, ['text/csv']));
    const lines: OpeningBalanceLine[] = [];
    const seen = new Map<string, number>();
    for (const { line, fields } of rows) {
      const [organization, reference] = [fields.organization ?? '', fields.reference ?? ''];
      const about = { line, organization, reference };
      const name = JSON.stringify([organization, reference.trim()]);
      const earlier = seen.get(name);
      seen.set(name, line);
      if (request.remainingMs() < RESERVE_MS) lines.push({ ...about, status: 'left' });
      else if (earlier !== undefined) {
        const detail = `reference: that of line ${earlier}`;
        lines.push({ ...about, status: 'refused', code: 'reference-used', detail });
      } else lines.push({ ...about, ...(await giveLine(deps, { fields, dryRun, by: byOf(request) })) });
    }
    const count = (status: OpeningBalanceLine['status']) =>
      lines.filter((each) => each.status === status).length;
    const counts = { given: count('given'), alreadyGiven: count('already-given'), refused: count('refused') };
    return { status: 200, body: { dryRun, ...counts, left: count('left'), lines } };
  });
}

type Fields = Readonly<Partial<Record<Column, string>>>;

/** What became of one line, but for what it says of itself. */
type Outcome = Omit<OpeningBalanceLine, 'line' | 'organization' | 'reference'>;

async function giveLine(
  deps: GrantDeps,
  { fields, dryRun, by }: { readonly fields: Fields; readonly dryRun: boolean; readonly by: By },
): Promise<Outcome> {
  try {
    const order = orderOf(parse(OpeningBalance, fields, 'line'), by);
    const { booking, isNew } = await giveGrant(deps, order, { dryRun });
    const { lotId, amountMicros = 0 } = booking;
    const status = isNew ? 'given' : 'already-given';
    return { status, amount: formatAmount(amountMicros), ...(dryRun && isNew ? {} : { lot: lotId }) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.code === 'idempotency-key-reused') {
      const detail = 'reference: that of a line that differs, which was given';
      return { status: 'refused', code: 'reference-used', detail };
    }
    return { status: 'refused', code: error.code, detail: error.message };
  }
}

/** The reference is the key: a line that comes again is the same booking. */
function orderOf({ organization, ...row }: z.output<typeof OpeningBalance>, by: By): GrantOrder {
  const { amount: amountMicros, kind, expiresAt, reason, reference } = row;
  const idempotencyKey = `opening balance ${reference}`;
  const bookingId = businessKey('bkg', { organizationId: organization, idempotencyKey });
  const terms = { kind, reason, reference };
  return { organizationId: organization, bookingId, amountMicros, terms, expiresAt, by: { ...by, reason } };
}

interface OpeningRow {
  readonly line: number;
  readonly fields: Fields;
}

function readRows(text: string): OpeningRow[] {
  const table = readDelimited(text);
  if (!('records' in table)) throw refusals.invalidDocument(table);
  const [head, ...body] = table.records;
  const columns = new Map(head?.cells.map((cell, index) => [cell.toLowerCase(), index]));
  const missing = COLUMNS.filter((name) => !columns.has(name.toLowerCase()) && !OPTIONAL.includes(name));
  if (missing.length > 0) {
    throw refusals.invalidDocument({ line: head?.line ?? 1, detail: `no column ${missing.join(', ')}` });
  }
  if (body.length === 0) throw refusals.invalidDocument({ detail: 'no line under the header' });
  if (body.length > MAX_LINES) {
    throw refusals.invalidDocument({ detail: `more than ${MAX_LINES} lines: send it in parts` });
  }
  return body.map((record) => ({ line: record.line, fields: fieldsOf(record, columns) }));
}

/** An empty cell is left out. */
function fieldsOf({ cells }: DelimitedRecord, columns: ReadonlyMap<string, number>): Fields {
  return Object.fromEntries(
    COLUMNS.flatMap((name) => {
      const cell = cells[columns.get(name.toLowerCase()) ?? cells.length] ?? '';
      return cell === '' ? [] : [[name, cell]];
    }),
  );
}
