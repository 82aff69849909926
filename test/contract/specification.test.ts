/** Code and tests cite the rules of `shared/domain/README.md` by their headings, as `(spec: <heading>)`. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { SCOPES_OF_ROLE } from '../../shared/contract/scopes.ts';
import { SKUS } from '../../shared/domain/licenses/licenses.ts';
import { sourceFiles } from '../support/source-files.ts';

const SPECIFICATION = readFileSync('shared/domain/README.md', 'utf8');
const RULES = [...SPECIFICATION.matchAll(/^### (.+)$/gm)].map(([, heading = '']) => heading);
const FILES = sourceFiles().filter(({ path }) => path !== 'test/contract/specification.test.ts');

/** The headings that a text cites. A citation may continue on the next line of a comment. */
function citationsIn(text: string): string[] {
  const unwrapped = text.replace(/\s*\n\s*(\*|\/\/)?\s*/g, ' ');
  return [...unwrapped.matchAll(/\bspec: ([^)]+)\)/g)].map(([, heading = '']) => heading);
}

test('the specification has rules, and each has a heading of its own', () => {
  expect(RULES.length).toBeGreaterThan(50);
  expect(new Set(RULES).size).toBe(RULES.length);
});

test('every rule names the source of what it says', () => {
  const rules = SPECIFICATION.split(/^### /m).slice(1);
  expect(rules.filter((rule) => !/\[[SMD][\]:]/.test(rule)).map((rule) => rule.split('\n')[0])).toEqual([]);
});

test('every citation of the specification names one of its headings', () => {
  const texts = [...FILES.map(({ path, text }) => ({ path, text })), { path: 'itself', text: SPECIFICATION }];
  const wrong = texts.flatMap(({ path, text }) =>
    citationsIn(text).flatMap((heading) => (RULES.includes(heading) ? [] : [`${path}: ${heading}`])),
  );
  expect(wrong).toEqual([]);
});

test('every rule of the specification is cited by code or by a test', () => {
  const cited = new Set(FILES.flatMap(({ text }) => citationsIn(text)));
  expect(RULES.filter((heading) => !cited.has(heading))).toEqual([]);
});

test('nothing cites the specification by the number of a section', () => {
  const wrong = FILES.flatMap(({ path, text }) =>
    [...text.matchAll(/\bdomain[\s*]+sections? \d/g)].map(([words]) => `${path}: ${words}`),
  );
  expect(wrong).toEqual([]);
});

const ruleOf = (heading: string): string =>
  SPECIFICATION.split(/^### /m).find((rule) => rule.startsWith(`${heading}\n`)) ?? '';

test('the table of license SKUs has every SKU', () => {
  const table = ruleOf('License SKUs');
  const listed = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, sku]) => sku);
  expect(listed.sort()).toEqual([...SKUS].sort());
});

test('the table of roles has every role with its scopes', () => {
  const table = ruleOf('People and machines have roles');
  const rows = [...table.matchAll(/^\| `(\w+)` \| (.+) \|$/gm)].map(([, role, scopes = '']) => [
    role,
    [...scopes.matchAll(/`([\w:]+)`/g)].map(([, scope]) => scope),
  ]);
  expect(Object.fromEntries(rows)).toEqual(SCOPES_OF_ROLE);
});
