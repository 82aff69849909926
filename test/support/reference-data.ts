/** Real figures to check against, where they are at hand: `REFERENCE_DATA`, else `shared/data` beside the project. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';

const directory = process.env.REFERENCE_DATA ?? path.resolve('..', 'shared', 'data');

/** Runs `tests` with the file's text; without the file they are skipped, and the output says why. */
export function describeWithData(title: string, file: string, tests: (text: string) => void): void {
  const location = path.join(directory, file);
  if (existsSync(location)) {
    describe(title, () => tests(readFileSync(location, 'utf8')));
    return;
  }
  process.stderr.write(`skipped: ${title}: there is no ${location} (set REFERENCE_DATA)\n`);
  // The body would read the file that is not there.
  test.skip(`${title} (no ${location})`, () => undefined);
}

export function rowsOf(csv: string): Record<string, string>[] {
  return parse<Record<string, string>>(csv, { columns: true, bom: true });
}
