/** Android's list of emergency call codes, a text of protocol buffers: `ecc/input/eccdata.txt` of its Telephony. */

export interface AndroidCodes {
  readonly revision: string;
  readonly codes: readonly { readonly country: string; readonly numbers: readonly string[] }[];
}

/** Longer ones are subscribers' numbers, which are priced as such. */
const SHORT_NUMBER = /^\d{2,6}$/;

/** Throws SyntaxError for a text without a revision. */
export function readAndroidCodes(text: string): AndroidCodes {
  const revision = /^revision:\s*(\d+)/m.exec(text)?.[1];
  if (revision === undefined)
    throw new SyntaxError('no revision: this is not a list of emergency call codes');
  const codes = text.split(/^countries\s*\{/m).flatMap((block) => {
    const country = /iso_code:\s*"([A-Z]{2})"/.exec(block)?.[1];
    if (country === undefined) return [];
    const numbers = [...block.matchAll(/phone_number:\s*"([^"]*)"/g)].map(([, number = '']) => number);
    return [{ country, numbers: numbers.filter((number) => SHORT_NUMBER.test(number)) }];
  });
  return { revision, codes };
}
