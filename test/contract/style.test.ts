/**
 * Words that this project does not use, because other projects have a plainer one. Checked are comments, test titles,
 * identifiers and Markdown files; texts of the HTTP contract, log messages and other strings are not.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { type SourceFile, sourceFiles } from '../support/source-files.ts';

/**
 * Words with what to use instead; a pattern where the word alone has a good use, too. In identifiers a word is a part of
 * the name: `wasTold`, `TOLD_ONCE`.
 */
const USE_INSTEAD: readonly (readonly [string | RegExp, string])[] = [
  ['tell, tells, told, telling', 'report, emit, include, say; distinguish'],
  [/\bAnswers\b|\banswers (whether|how|what|the|with|undefined|`)/, 'returns (a function), response (HTTP)'],
  ['fact, facts', 'event, attribute, detail'],
  [/\bnotice\b|(?<!\b(user|product|person|somebody) )\bnotices\b/, 'webhook event'],
  ['word from, no word', 'result, unknown outcome'],
  ['premise, premises', 'precondition'],
  ['standing', 'existing, current'],
  ['lets go, let go', 'releases'],
  ['heard, unheard', 'received'],
  ['wanted', 'requested, expected'],
  ['desk, desks', 'API, fixture'],
  ['door, doors', 'endpoint'],
  ['straggler, stragglers', 'unsettled call'],
  ['waiting lot, waiting lots', 'overflow lot'],
  ['rings, ring an alarm', 'raises the alarm'],
  ['anew', 'again'],
  ['for ever', 'permanently'],
  ['so many', 'the number of, this many'],
  ["nobody's, whoever", 'the person or the part that is meant'],
  [/(?<!\b[Tt]here )\b(is|are) no (?!more\b|less\b|longer\b|need\b|such\b)/, 'is not a, is not an'],
  ['charge-back, charge-backs', 'chargeback (our booking), dispute (the event of the gateway)'],
  [/\b(MOST|LONGEST|LARGEST|MAXIMUM)_\w/, 'MAX_'],
];

const patternOf = (word: string | RegExp): RegExp =>
  word instanceof RegExp ? word : new RegExp(`\\b(${word.replaceAll(', ', '|')})\\b`, 'i');

/** Names that a contract, a stored attribute or a protocol fixes. */
const FIXED = [
  'settle-stragglers',
  'settleStragglers',
  'noticeId',
  'sandbox-notices',
  'notice_',
  'Told-',
  'MAXIMUM_',
];

interface Line {
  /** `path:line`. */
  readonly at: string;
  /** As it is written. */
  readonly written: string;
  /** What is checked of it: without the fixed names, and identifiers with their words apart. */
  readonly checked: string;
}

/** `TOLD_ONCE` and `toldOnce` as `told once`, followed by the name itself. One word alone in small letters. */
function withWords(name: string): string {
  const words = name.replace(/([a-z\d])([A-Z])/g, '$1 $2').replace(/[_$]+/g, ' ');
  return words === name ? name.toLowerCase() : `${words.toLowerCase()} ${name}`;
}

const withoutFixed = (text: string): string => FIXED.reduce((rest, name) => rest.replaceAll(name, ''), text);

function linesOf(path: string, text: string, check = withoutFixed): Line[] {
  return text
    .split('\n')
    .map((line, index) => ({ at: `${path}:${index + 1}`, written: line.trim(), checked: check(line) }));
}

const namesIn = (code: string): string => withoutFixed(code).replace(/[A-Za-z_$][\w$]*/g, withWords);

/** Texts that stand where a title does: before a function, or first in a row of a table of cases. */
const TITLE = /(?<=\(\s*)'[^'\n]+'(?=,\s*(?:async\b|\(|function))|(?<=\[\s*)'[^'\n]* [^'\n]*'(?=,)/g;

function titlesOf({ path, text }: SourceFile): Line[] {
  if (!path.endsWith('.test.ts')) return [];
  return [...text.matchAll(TITLE)].map(({ index, 0: title }) => ({
    at: `${path}:${text.slice(0, index).split('\n').length}`,
    written: title,
    checked: withoutFixed(title),
  }));
}

function markdownFiles(): string[] {
  const found = readdirSync('.', { recursive: true, encoding: 'utf8' });
  return found.filter((path) => path.endsWith('.md') && !/(^|\/)(node_modules|cdk\.out)\//.test(path));
}

const SOURCES = sourceFiles().filter(({ path }) => path !== 'test/contract/style.test.ts');
const LINES: readonly Line[] = [
  ...SOURCES.flatMap((source) => [
    ...linesOf(source.path, source.comments),
    ...linesOf(source.path, source.code, namesIn),
    ...titlesOf(source),
  ]),
  ...markdownFiles().flatMap((path) => linesOf(path, readFileSync(path, 'utf8'))),
];

/** `shared/store/credits`, `test/store`, `functions/usage`: where the files of a room are. */
const roomOf = (at: string): string =>
  at
    .split('/')
    .slice(0, at.startsWith('shared/') ? 3 : 2)
    .join('/');

const offendersOf = (word: string | RegExp): Line[] => {
  const pattern = patternOf(word);
  return LINES.filter(({ checked }) => pattern.test(checked));
};

const offenders = USE_INSTEAD.flatMap(([word]) => offendersOf(word));

test('no room has a word that has a plainer one', () => {
  const rooms = Map.groupBy(offenders, ({ at }) => roomOf(at.replace(/\/[^/]*$/, '')));
  expect([...rooms].map(([room, lines]) => `${room}: ${lines.length}`).sort()).toEqual([]);
});

test.each(USE_INSTEAD)('no comment, title, name or document has %s: use %s', (word) => {
  expect(offendersOf(word).map(({ at, written }) => `${at}: ${written}`)).toEqual([]);
});
