/** What operators do with lots by hand, as the model has it after a commit. */
import type { z } from 'zod';
import type { ItemChange } from '../stand-in/tables.ts';
import { EntryImage, GrantImage } from './items.ts';
import type { GrantIntent, ModelOrganization } from './organization.ts';
import { require, requireSame } from './violation.ts';

export interface OperatedCommit {
  readonly entries: readonly z.infer<typeof EntryImage>[];
  readonly changes: readonly ItemChange[];
}

export function operate(
  organization: ModelOrganization,
  { entries, changes }: OperatedCommit,
  asked: GrantIntent | undefined,
): void {
  for (const { type, at, reference, parts } of entries) {
    const lotId = String(reference.lot);
    const item = changes.find(({ key }) => key.sk === `LOT#${lotId}`);
    if (type === 'grant' || type === 'transfer-in') {
      require(item?.before === undefined, 'a lot is granted once', { lotId });
      organization.granted(GrantImage.parse(item?.after), lotId, asked);
    }
    const [[, micros] = ['', 0]] = parts;
    if (type === 'write-off' || type === 'transfer-out') organization.taken(lotId, -micros, at);
    if (type === 'transfer-out') organization.moved.add(lotId);
    if (type === 'extension') organization.extended(lotId, String(item?.after?.expiresAt), at);
  }
}

/** One commit takes at one organization what it brings to the other, with one booking. */
export function requireMovesAreWhole(changes: readonly ItemChange[]): void {
  const moves = changes
    .filter(({ key }) => key.sk.startsWith('ENTRY#'))
    .map(({ after }) => EntryImage.parse(after))
    .filter(({ type }) => type === 'transfer-out' || type === 'transfer-in');
  if (moves.length === 0) return;
  const sum = moves.reduce((total, { amountMicros }) => total + amountMicros, 0);
  const bookings = new Set(moves.map(({ reference }) => reference.booking));
  requireSame('a move is exact over both organizations', [sum, moves.length, bookings.size], [0, 2, 1]);
}
