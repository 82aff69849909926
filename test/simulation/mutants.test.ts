/** The deliberate bugs still fit the sources; `npm run mutations` proves that each is caught. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { MUTANTS } from './mutants.ts';

test.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
  '%s',
  (_name, { file, find, replace, caughtBy }) => {
    expect(readFileSync(file, 'utf8').split(find)).toHaveLength(2);
    expect(replace).not.toBe(find);
    if (caughtBy) expect(readFileSync(caughtBy.file, 'utf8')).toContain(caughtBy.name);
  },
);
