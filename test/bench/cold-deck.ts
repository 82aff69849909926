/** What the first decision of a function instance needs to read the stored deck: processor time, in fresh processes. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { deckRowOf } from '../../shared/store/rates/rate-row.ts';
import { storedDeckOf } from '../../shared/store/rates/stored-deck.ts';
import type { BenchDeck } from './deck.ts';
import type { Report } from './report.ts';
import { median } from './timing.ts';

const run = promisify(execFile);
const PROCESSES = 10;

const moduleUrl = (path: string): string =>
  JSON.stringify(pathToFileURL(join(import.meta.dirname, '../..', path)).href);

/** Returns the milliseconds of processor time, and nothing of the imports. */
const stopwatch = (imports: string, read: string): string => `
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
${imports}
const bytes = readFileSync(process.argv[1]);
const begun = process.cpuUsage();
const index = ${read};
const { user, system } = process.cpuUsage(begun);
if (index.children.length === 0) throw new Error('no index');
process.stdout.write(String((user + system) / 1000));
`;

const AS_STORED = stopwatch(
  `const { indexOfStored } = await import(${moduleUrl('shared/store/rates/stored-deck.ts')});`,
  `indexOfStored(JSON.parse(gunzipSync(bytes).toString()), { id: 'deck' })`,
);
/** What one would write first: a schema of each row, and a rate of each. */
const BY_SCHEMA = stopwatch(
  `import * as z from ${JSON.stringify(import.meta.resolve('zod'))};
const { rateOfDeckRow } = await import(${moduleUrl('shared/store/rates/rate-row.ts')});
const { buildDeckIndex } = await import(${moduleUrl('shared/domain/rates/deck-index.ts')});
const { DESTINATION_TYPES } = await import(${moduleUrl('shared/domain/rates/rating.ts')});
const int = z.number().int();
const Row = z.tuple([z.string(), z.string(), z.enum(DESTINATION_TYPES), z.string(), int, int, int, int]);
const Rows = z.array(Row);`,
  `buildDeckIndex(
  Rows.parse(JSON.parse(gunzipSync(bytes).toString())).map((row) => rateOfDeckRow(row, { id: 'deck' })),
)`,
);

export async function measureColdDeck(report: Report, { rows }: BenchDeck, quick: boolean): Promise<void> {
  report.progress('rating: reading the stored deck, cold');
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    const stored = gzipSync(JSON.stringify(storedDeckOf(rows)));
    const byRow = gzipSync(JSON.stringify(rows.map(deckRowOf)));
    const [storedFile, byRowFile] = [join(folder, 'stored'), join(folder, 'by-row')];
    await Promise.all([writeFile(storedFile, stored), writeFile(byRowFile, byRow)]);
    const times: number[] = [];
    const bySchema: number[] = [];
    for (let process = 0; process < (quick ? 3 : PROCESSES); process += 1) {
      times.push(await processorMilliseconds(AS_STORED, storedFile));
      bySchema.push(await processorMilliseconds(BY_SCHEMA, byRowFile));
    }
    report.figure('rating.cold-deck.ms', median(times), 'ms', { baseline: median(bySchema) });
    report.figure('rating.stored-deck.bytes', stored.length, 'B', { baseline: byRow.length });
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function processorMilliseconds(program: string, file: string): Promise<number> {
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program, file]);
  return Number(stdout);
}
