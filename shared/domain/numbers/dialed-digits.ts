/** The digits of a dialed number, from the ways in which people and programs write it. */

/** Spaces, brackets, dots, slashes and dashes of every kind. */
const SEPARATORS = /[\s()[\]./\p{Pd}\u2212]/gu;
/** Invisible marks that copied text contains. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
const DIGITS = /^\+?\d+$/;
/** RFC 3966: the scheme, and parameters such as `;ext=12` and `;phone-context=+44`. */
const SCHEME = /^tel:/i;
const CONTEXT = /;phone-context=(\+[\d().-]+)(?:;|$)/i;

/**
 * Digits, after a `+` if there was one: `tel:+44 (20) 7946-0000` to `+442079460000`. `undefined` for text with other
 * characters.
 */
export function dialedDigits(text: string): string | undefined {
  if (DIGITS.test(text)) return text;
  const plain = asciiDigits(text.normalize('NFKC')).replace(INVISIBLE, '').trim();
  const [number = '', ...parameters] = plain.replace(SCHEME, '').split(';');
  const context = CONTEXT.exec(`;${parameters.join(';')}`)?.[1];
  const local = number.replace(/#$/, '');
  const whole = context !== undefined && !local.trim().startsWith('+') ? `${context}${local}` : local;
  const digits = whole.replace(SEPARATORS, '');
  return DIGITS.test(digits) ? digits : undefined;
}

/** Converts Arabic-Indic digits and those of Persian and Urdu, which keyboards of phones have. */
function asciiDigits(text: string): string {
  return text.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 0xf));
}
