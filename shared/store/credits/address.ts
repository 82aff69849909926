/** A billing address in an item: pairs of name and line, because a map forgets the order of its members. */
import * as z from 'zod';

const Pairs = z.array(z.tuple([z.string(), z.string()]));

export const AddressItem = Pairs.transform(
  (lines): Readonly<Record<string, string>> => Object.fromEntries(lines),
);

export function addressItem(address: Readonly<Record<string, string>>): z.input<typeof AddressItem> {
  return Object.entries(address);
}
