/** The languages of papers. */

export const LANGUAGES = ['en', 'fr'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The first language of `Accept-Language` that papers have, by its weights (RFC 9110 section 12.5.4); English otherwise. */
export function preferredLanguage(acceptLanguage = ''): Language {
  const ranges = acceptLanguage.split(',').map((range) => {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { language: tag.split('-')[0], weight: weight === undefined ? 1 : Number(weight) || 0 };
  });
  const byWeight = ranges.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
  const known = byWeight.flatMap(({ language }) => LANGUAGES.filter((each) => each === language));
  return known[0] ?? 'en';
}
