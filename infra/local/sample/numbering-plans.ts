/** What libphonenumber knows of each region's numbers, as far as a rate deck is concerned. */
import metadata from 'libphonenumber-js/max/metadata';
import * as z from 'zod';

export type NumberKind = 'landline' | 'mobile' | 'mixed' | 'premium' | 'other';

export interface NumberingPlan {
  readonly country: string;
  /** How many digits a national number may have. */
  readonly lengths: readonly number[];
  /** Patterns of national numbers. */
  readonly patterns: readonly { readonly kind: NumberKind; readonly pattern: string }[];
}

/** Fields of a region in the metadata; the second has patterns by type of number, in the order of `KINDS`. */
const LENGTHS_FIELD = 3;
const TYPES_FIELD = 11;
const KINDS: readonly NumberKind[] = ['landline', 'mobile', 'other', 'premium'];

const Patterns = z.array(z.union([z.tuple([z.string()], z.unknown()), z.literal(0)]));
const Lengths = z.array(z.number());
const Metadata = z.object({
  country_calling_codes: z.record(z.string(), z.array(z.string())),
  countries: z.record(z.string(), z.array(z.unknown())),
});

/** Regions by the calling code that they share, the main one first. */
export function readNumberingPlans(): ReadonlyMap<string, readonly NumberingPlan[]> {
  const { country_calling_codes: codes, countries } = Metadata.parse(metadata);
  return new Map(
    Object.entries(codes).map(([code, regions]) => [
      code,
      regions.map((country) => planOf(country, countries[country] ?? [])),
    ]),
  );
}

/** Where landlines and mobiles look alike, as in North America, they are of one mixed kind. */
function planOf(country: string, fields: readonly unknown[]): NumberingPlan {
  const lengths = Lengths.parse(fields[LENGTHS_FIELD]);
  const texts = Patterns.parse(fields[TYPES_FIELD]).map((type) => (type === 0 ? '' : type[0]));
  const [landline = '', mobile = ''] = texts;
  const patterns = texts
    .map((pattern, index) => ({ kind: KINDS[index] ?? 'other', pattern }))
    .filter(({ pattern }) => pattern !== '');
  if (mobile !== '' && mobile !== landline) return { country, lengths, patterns };
  const rest = patterns.filter(({ kind }) => kind !== 'landline' && kind !== 'mobile');
  return { country, lengths, patterns: [{ kind: 'mixed', pattern: landline }, ...rest] };
}
