/** The documents: links lead somewhere, named files exist, and the README stays short. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { SETTINGS } from '../../shared/contract/environment.ts';
import { MUTANTS } from '../simulation/mutants.ts';

const MAX_README_LINES = 150;

const FOLDERS = ['.github', 'functions', 'infra', 'shared', 'test'];
const DOCUMENTS = [
  'README.md',
  ...FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md') && !name.includes('node_modules/'))
      .map((name) => join(folder, name)),
  ),
].map((path) => ({ path, text: readFileSync(path, 'utf8') }));

/** Without blocks of code, where a bracket is not a link. */
const proseOf = (text: string): string => text.replace(/^```[\s\S]*?^```/gm, '');

/** The anchors of a document's headings, as GitHub makes them. */
function anchorsOf(text: string): string[] {
  return [...proseOf(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Why the link leads nowhere; `undefined` when it leads to a file, and to one of its headings if it names one. */
function faultOf(from: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? from : join(dirname(from), path);
  if (!existsSync(target)) return `${from}: ${link} does not exist`;
  if (anchor === undefined) return undefined;
  const isFile = statSync(target).isFile();
  return isFile && anchorsOf(readFileSync(target, 'utf8')).includes(anchor)
    ? undefined
    : `${from}: ${link} names no heading`;
}

test('documents are found', () => {
  expect(DOCUMENTS.length).toBeGreaterThan(20);
});

test('every relative link of a document leads to a file or folder, and to a heading of it', () => {
  const faults = DOCUMENTS.flatMap(({ path, text }) =>
    [...proseOf(text).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, link = '']) => link)
      .filter((link) => !/^[a-z]+:/.test(link))
      .flatMap((link) => faultOf(path, link) ?? []),
  );
  expect(faults).toEqual([]);
});

test('every file that a document names from the root exists (traps.md names tests from `test`)', () => {
  const faults = DOCUMENTS.flatMap(({ path, text }) =>
    [...text.matchAll(/`((?:\.github|functions|infra|shared|test)\/[\w./-]+\.\w+)`/g)]
      .map(([, name = '']) => name)
      .filter((name) => !existsSync(name) && !existsSync(join('test', name)))
      .map((name) => `${path}: ${name}`),
  );
  expect(faults).toEqual([]);
});

test('every setting of a deployment is in the documents of the infrastructure', () => {
  const texts = DOCUMENTS.filter(({ path }) => dirname(path) === 'infra').map(({ text }) => text);
  const named = new Set(texts.flatMap((text) => text.match(/`[A-Z][A-Z_]+`/g) ?? []));
  expect(Object.keys(SETTINGS).filter((name) => !named.has(`\`${name}\``))).toEqual([]);
});

test(`the README has at most ${MAX_README_LINES} lines`, () => {
  expect(readFileSync('README.md', 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(
    MAX_README_LINES,
  );
});

test('the list of decisions has every record', () => {
  const records = readdirSync('.github/adr').filter((name) => /^\d{4}-/.test(name));
  const listed = readFileSync('.github/adr/README.md', 'utf8').matchAll(/\]\((\d{4}-[\w-]+\.md)\)/g);
  expect([...listed].map(([, name]) => name)).toEqual(records.sort());
});

test('the table of deliberate bugs has each of them, and the test that catches it', () => {
  const document = readFileSync('test/README.md', 'utf8');
  const missing = MUTANTS.flatMap(({ name, caughtBy }) => {
    const row = `| ${name} | ${caughtBy ? `${caughtBy.file.slice('test/'.length)}: ${caughtBy.name} |` : ''}`;
    return document.includes(row) ? [] : [row];
  });
  expect(missing).toEqual([]);
});
