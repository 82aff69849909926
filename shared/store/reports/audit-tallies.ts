/**
 * The tallies from which an organization's next audit goes on, compressed, in as many items as they need. They are in a
 * partition of their own: who keeps them need not be allowed to write any books.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as z from 'zod';
import type { AuditTallies } from '../../domain/audit/tallies.ts';
import type { OrganizationId } from '../../domain/ids.ts';
import { isPrefixed } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import { queryAll } from '../table/queries.ts';
import { put, sendPut } from '../table/writes.ts';

/** An item has at most 400 KB. This is some ten thousand lots. */
const MAX_PART_BYTES = 300_000;

const micros = z.number().int();
const Lot = z
  .tuple([z.string(), micros, micros.nullable()])
  .transform(([lotId, balanceMicros, forfeitedMicros]) => ({
    lotId,
    balanceMicros,
    forfeitedMicros: forfeitedMicros ?? undefined,
  }));

const Tallies: z.ZodType<AuditTallies> = z.object({
  asOf: z.string(),
  ledger: z.object({
    entries: z.number().int(),
    balanceMicros: micros,
    debtMicros: micros,
    lots: z.array(Lot),
  }),
  debts: z.object({
    madeMicros: micros,
    paidMicros: micros,
    cancelledMicros: micros,
    placeMicros: micros,
  }),
  orders: z.object({
    invoices: z.number().int(),
    since: z.string(),
    pending: z.array(z.string()),
    rechargedMicros: z.record(z.string(), micros),
  }),
  calls: z.array(z.object({ callId: z.string(), usedMicros: micros.optional(), returnedMicros: micros })),
});

/** Parts of the same tallies have the same `asOf`. */
const Part = z.object({
  asOf: z.string(),
  parts: z.number().int(),
  packed: z.instanceof(Uint8Array),
});

/** `undefined` if nothing is kept, or its parts do not belong together: two audits kept theirs at the same moment. */
export async function loadTallies(
  db: Database,
  organizationId: OrganizationId,
): Promise<AuditTallies | undefined> {
  const { pk } = keys.auditTallies(organizationId, 0);
  const where = isPrefixed(keys.auditTallies.prefixOf(organizationId));
  const stored = await queryAll(db, { table: db.ledgerTable, pk, where }, Part);
  const [first] = stored;
  if (!first) return undefined;
  const parts = stored.slice(0, first.parts);
  const isWhole = parts.length === first.parts && parts.every(({ asOf }) => asOf === first.asOf);
  if (!isWhole) return undefined;
  const packed = Buffer.concat(parts.map((part) => part.packed));
  return Tallies.parse(JSON.parse(inflateRawSync(packed).toString()));
}

export async function saveTallies(
  db: Database,
  organizationId: OrganizationId,
  tallies: AuditTallies,
): Promise<void> {
  const { asOf, ledger } = tallies;
  const lots = ledger.lots.map((lot) => [lot.lotId, lot.balanceMicros, lot.forfeitedMicros ?? null]);
  const packed = deflateRawSync(JSON.stringify({ ...tallies, ledger: { ...ledger, lots } }));
  const parts = Math.ceil(packed.length / MAX_PART_BYTES);
  for (let part = 0; part < parts; part += 1) {
    const bytes = packed.subarray(part * MAX_PART_BYTES, (part + 1) * MAX_PART_BYTES);
    const item = { ...keys.auditTallies(organizationId, part), asOf, parts, packed: bytes };
    await sendPut(db, put(db.ledgerTable, item));
  }
}
