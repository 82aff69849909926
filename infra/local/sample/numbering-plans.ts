/** What libphonenumber knows of each region's numbers, as far as a rate deck is concerned. */
import metadata from 'libphonenumber-js/max/metadata';
import * as z from 'zod';

export type NumberKind = 'landline' | 'mobile' | 'mixed' | 'premium' | 'other';

export interface NumberingPlan {
  readonly country: string;
  /** Patterns of national numbers. */
  readonly patterns: readonly { readonly kind: NumberKind; readonly pattern: string }[];
}

/** Field 11 of a region in the metadata: patterns by type of number, in this order. */
const TYPES_FIELD = 11;
const KINDS: readonly NumberKind[] = ['landline', 'mobile', 'other', 'premium'];

const Patterns = z.array(z.union([z.tuple([z.string()], z.unknown()), z.literal(0)]));
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
      regions.map((country) => planOf(country, countries[country]?.[TYPES_FIELD])),
    ]),
  );
}

/** Where landlines and mobiles look alike, as in North America, they are of one mixed kind. */
function planOf(country: string, types: unknown): NumberingPlan {
  const texts = Patterns.parse(types).map((type) => (type === 0 ? '' : type[0]));
  const [landline = '', mobile = ''] = texts;
  const patterns = texts
    .map((pattern, index) => ({ kind: KINDS[index] ?? 'other', pattern }))
    .filter(({ pattern }) => pattern !== '');
  if (mobile !== '' && mobile !== landline) return { country, patterns };
  const rest = patterns.filter(({ kind }) => kind !== 'landline' && kind !== 'mobile');
  return { country, patterns: [{ kind: 'mixed', pattern: landline }, ...rest] };
}
