/**
 * `npm run mutations`: puts each of the deliberate bugs into a copy of the sources, one at a time, and prints what
 * catches it. Ends with 1 when one survives.
 *
 *   --only hold                 those whose name says so
 *   --seeds 1..40               how long the simulation looks for each
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MUTANTS, type Mutant } from './mutants.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    seeds: { type: 'string', default: '1..40' },
    steps: { type: 'string', default: '400' },
  },
});

const ROOT = join(import.meta.dirname, '../..');
/** What a copy does not need, or shares. */
const NOT_COPIED = new Set(['node_modules', 'cdk.out', '.git', 'coverage']);
const MAX_MILLISECONDS = 900_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

process.exitCode = await run();

async function run(): Promise<number> {
  const copy = copyOfSources();
  let survivors = 0;
  try {
    say('| bug | caught by | |\n|---|---|---|');
    for (const mutant of MUTANTS.filter(({ name }) => name.includes(values.only))) {
      const caught = await withMutant(copy, mutant, () =>
        mutant.caughtBy ? test(copy, mutant.caughtBy) : simulate(copy),
      );
      if (!caught) survivors += 1;
      say(`| ${mutant.name} | ${caught ?? 'nothing'} | ${caught ? 'yes' : 'NO'} |`);
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  say(`\n${survivors} survive`);
  return survivors === 0 ? 0 : 1;
}

/** The working tree as it is, without what is installed or built. */
function copyOfSources(): string {
  const copy = mkdtempSync(join(tmpdir(), 'mutations-'));
  for (const name of readdirSync(ROOT)) {
    if (!NOT_COPIED.has(name)) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

async function withMutant<T>(
  copy: string,
  { name, file, find, replace }: Mutant,
  work: () => Promise<T>,
): Promise<T> {
  const path = join(copy, file);
  const source = readFileSync(path, 'utf8');
  const places = source.split(find).length - 1;
  if (places !== 1) throw new Error(`${name}: found ${places} times in ${file}`);
  writeFileSync(
    path,
    source.replace(find, () => replace),
  );
  try {
    return await work();
  } finally {
    writeFileSync(path, source);
  }
}

/** The seed and step at which it showed, and the rule that was broken. */
async function simulate(copy: string): Promise<string | undefined> {
  const args = ['test/simulation/main.ts', '--seeds', values.seeds, '--steps', values.steps, '--first'];
  const output = await outputOf(copy, process.execPath, args);
  const found = /^seed (\d+): FAILED at step (\d+).*\n {2}(.*?)(?:: [[{"]|$)/m.exec(output);
  if (found) return `seed ${found[1]} at step ${found[2]}: ${found[3]}`;
  if (!/^violations: \d+,/m.test(output))
    throw new Error(`the simulation did not run:\n${output.slice(-2000)}`);
  return undefined;
}

/** The test of that name, when it is the one that fails. */
async function test(
  copy: string,
  { file, name }: NonNullable<Mutant['caughtBy']>,
): Promise<string | undefined> {
  const jest = join(copy, 'node_modules/jest/bin/jest.js');
  const output = await outputOf(copy, process.execPath, [
    '--experimental-vm-modules',
    jest,
    file,
    '-t',
    name,
    '--silent',
  ]);
  if (!/^Tests:.*\d+ (passed|failed)/m.test(output))
    throw new Error(`${file} did not run:\n${output.slice(-2000)}`);
  return /^Tests:.*\d+ failed/m.test(output) ? `${file.replace('test/', '')}: ${name}` : undefined;
}

function outputOf(cwd: string, command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      timeout: MAX_MILLISECONDS,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    child.on('error', reject);
    child.on('close', () => resolve(output));
  });
}
