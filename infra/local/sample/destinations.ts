/** Splits the world's numbers into destinations: the fewest prefixes that separate countries and kinds of numbers. */
import { prefixesOf } from './digit-prefixes.ts';
import { type NumberingPlan, type NumberKind, readNumberingPlans } from './numbering-plans.ts';

export interface Destination {
  readonly country: string;
  readonly kind: Exclude<NumberKind, 'other'>;
  readonly prefix: string;
  readonly callingCode: string;
  /** Whether the country is the first of those that share its calling code. */
  readonly isMain: boolean;
}

/** The digits of a national number by which kinds, and countries, are separated; ranges that are alike in them count to the first. */
const DIGITS_FOR_KINDS = 4;
const DIGITS_FOR_COUNTRIES = 5;
/** Premium ranges that need more digits have no row: their numbers are not sold. */
const DIGITS_FOR_PREMIUM = 3;

/** Every region's destinations, by calling code and prefix. */
export function listDestinations(): Destination[] {
  return [...readNumberingPlans()].flatMap(([callingCode, plans]) => {
    const ranges = plans.flatMap(rangesOf);
    const [main] = ranges;
    if (!main) return [];
    const { rows } = visit(ranges, main, '');
    const all = [
      { range: main, national: '' },
      ...rows,
      ...hiddenCountries({ ranges, seen: [main, ...rows.map(({ range }) => range)] }),
    ];
    return all.flatMap(({ range, national }) => {
      const { country, kind } = range;
      const prefix = callingCode + national;
      return kind === 'other'
        ? []
        : [{ country, kind, prefix, callingCode, isMain: country === main.country }];
    });
  });
}

/** Landlines of countries whose numbers are all in a neighbour's plan, too, as those of Western Sahara in Morocco's. */
function hiddenCountries({ ranges, seen }: { ranges: readonly Range[]; seen: readonly Range[] }): Row[] {
  const hidden = [...Map.groupBy(ranges, ({ country }) => country).values()].filter(
    ([range]) => !seen.some(({ country }) => country === range?.country),
  );
  return hidden.flatMap(([range]) =>
    range ? [...range.prefixes(DIGITS_FOR_KINDS)].map((national) => ({ range, national })) : [],
  );
}

interface Row {
  readonly range: Range;
  /** Of the national number. */
  readonly national: string;
}

interface Range {
  readonly country: string;
  readonly kind: NumberKind;
  /** Prefixes of this number of digits, made at the first call. */
  readonly prefixes: (digits: number) => ReadonlySet<string>;
}

interface Visit {
  /** The range of all numbers here, if they have one in common; absent if there are none, too. */
  readonly whole?: Range;
  readonly isEmpty: boolean;
  /** Rows for what differs from the main range. */
  readonly rows: readonly Row[];
}

function visit(ranges: readonly Range[], main: Range, national: string): Visit {
  const here = ranges.filter((range) => range.prefixes(national.length).has(national));
  const [first] = here;
  if (!first) return { isEmpty: true, rows: [] };
  const isAlike = here.every((range) => sameDestination(range, first));
  if (isAlike || national.length >= maxDigits(here)) return whole({ here, first, main, national });
  const below = [...'0123456789'].map((digit) => visit(here, main, national + digit));
  const [sample] = below.flatMap((each) => each.whole ?? []);
  const isOne =
    sample && below.every((each) => each.isEmpty || (each.whole && sameDestination(each.whole, sample)));
  return isOne
    ? whole({ here: [sample], first: sample, main, national })
    : { isEmpty: false, rows: below.flatMap(({ rows }) => rows) };
}

interface Place {
  /** Not empty. */
  readonly here: readonly Range[];
  /** Of those. */
  readonly first: Range;
  readonly main: Range;
  readonly national: string;
}

function whole({ here, first, main, national }: Place): Visit {
  const isUnsold = first.kind === 'premium' && national.length > DIGITS_FOR_PREMIUM;
  const isMain = here.some((range) => sameDestination(range, main));
  const rows = isMain || isUnsold || first.kind === 'other' ? [] : [{ range: first, national }];
  return { whole: isMain ? main : first, isEmpty: false, rows };
}

function maxDigits(ranges: readonly Range[]): number {
  const countries = new Set(ranges.map(({ country }) => country));
  return countries.size > 1 ? DIGITS_FOR_COUNTRIES : DIGITS_FOR_KINDS;
}

function rangesOf({ country, patterns }: NumberingPlan): Range[] {
  return patterns.map(({ kind, pattern }) => {
    const made = new Map<number, ReadonlySet<string>>();
    const prefixes = (digits: number): ReadonlySet<string> => {
      const known = made.get(digits) ?? prefixesOf(pattern, digits);
      made.set(digits, known);
      return known;
    };
    return { country, kind, prefixes };
  });
}

function sameDestination(a: Range, b: Range): boolean {
  return a.kind === b.kind && (a.country === b.country || a.kind === 'other');
}
