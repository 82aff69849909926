/** The rules of the rooms: who may import whom, and what no file of the product may contain. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  functionLengths,
  mixableParameters,
  type SourceFile,
  sourceFiles,
  topLevel,
} from '../support/source-files.ts';

const FILES = sourceFiles();
const PRODUCT = FILES.filter(({ room }) => room !== 'test');
const MAX_FUNCTION_LINES = 60;

/** The room map: from which rooms each room may import, besides itself. `domain` alone is its ground floor. */
const MAY_IMPORT: Readonly<Record<string, string>> = {
  'shared/domain': '',
  'shared/domain/journal': 'domain',
  'shared/domain/documents': 'domain',
  'shared/domain/numbers': 'domain',
  'shared/domain/rates': 'domain documents numbers',
  'shared/domain/licenses': 'domain journal documents numbers',
  'shared/domain/credits': 'domain journal licenses',
  'shared/domain/calls': 'domain journal documents numbers rates licenses credits',
  'shared/domain/audit': 'domain credits',
  'shared/domain/members': 'domain journal',
  'shared/domain/exports': 'domain',

  'shared/contract': 'domain/*',
  'shared/contract/answers': 'domain/* contract',
  'shared/contract/routes': 'domain/* contract answers',

  'shared/store/table': 'domain/* contract',
  'shared/store/journal': 'domain/* contract table',
  'shared/store/rates': 'domain/* contract table journal',
  'shared/store/jobs': 'domain/* contract table journal',
  'shared/store/licenses': 'domain/* contract table journal jobs',
  'shared/store/members': 'domain/* contract table journal',
  'shared/store/credits': 'domain/* contract table journal licenses',
  'shared/store/calls': 'domain/* contract table journal rates licenses credits',
  'shared/store/reports': 'domain/* contract table credits calls',

  'shared/tax': 'domain/* contract',
  'shared/papers': 'domain/*',

  'shared/payments': 'domain/* contract store/* tax',
  'shared/payments/stripe': 'domain/* contract payments',
  'shared/payments/sandbox': 'domain/* contract payments',

  'shared/files': 'contract',
  'shared/identity': 'domain/* contract',

  'shared/lambda': 'domain/* contract/* store/* tax payments/* identity',
  // Clients of the API are alike, here and elsewhere: they need nothing else of this repository.
  'shared/client': '',
  'functions/*': 'domain/* contract/* store/* tax papers payments files identity lambda client',
  infra: 'contract/* client',
};

/** Whether the map lets a file of `room` import from `target`. Names in the map are short: `table` is a neighbour. */
function mayImport(room: string, target: string): boolean {
  const row = MAY_IMPORT[room.startsWith('functions/') ? 'functions/*' : room] ?? '';
  const house = room.split('/').slice(0, 2).join('/');
  return row
    .split(' ')
    .some((name) =>
      name.endsWith('/*')
        ? `${target}/`.startsWith(`shared/${name.slice(0, -1)}`)
        : target === `shared/${name}` || target === `${house}/${name}`,
    );
}

/** Packages that belong to one room, or to the rooms in one folder. */
const OWNED_PACKAGES: readonly (readonly [RegExp, readonly string[]])[] = [
  // Whatever is asked of DynamoDB has a function in this room; outside it no command or expression is written.
  [/^@aws-sdk\/(client-dynamodb|lib-dynamodb)/, ['shared/store/table']],
  [/^@aws-sdk\/client-cognito-identity-provider/, ['shared/identity']],
  [/^@aws-sdk\/(client-s3|s3-request-presigner)/, ['shared/files']],
  [/^stripe/, ['shared/payments/stripe']],
  [/^jsvat-next/, ['shared/tax']],
  [/^pdfkit/, ['functions/documents']],
  [/^@middy\//, ['shared/lambda']],
  [/^(aws-cdk-lib|constructs)/, ['infra']],
  [/^(commander|openapi-fetch|openapi-typescript)$/, ['shared/client']],
  [/^hyparquet-writer/, ['shared/lambda']],
  // CSV must be safe for spreadsheets, which `lambda/csv.ts` ensures; the sample deck is not an export.
  [/^csv-stringify/, ['shared/lambda', 'infra']],
];

const violations = (files: readonly SourceFile[], check: (file: SourceFile) => readonly string[]): string[] =>
  files.flatMap((file) => check(file).map((what) => `${file.path}: ${what}`));

/** Places where the code (comments and texts aside) matches. */
const matching = (pattern: RegExp) => (file: SourceFile) =>
  [...file.code.matchAll(pattern)].map((match) => match[0]);

describe('imports go one way', () => {
  test('the files are found', () => {
    expect(PRODUCT.length).toBeGreaterThan(100);
    const rooms = PRODUCT.map(({ room }) => (room.startsWith('functions/') ? 'functions/*' : room));
    expect([...new Set(rooms)].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  test('each room imports only from the rooms below it', () => {
    const wrong = violations(PRODUCT, ({ room, imports }) =>
      imports.flatMap(({ target }) =>
        target === undefined || target === room || mayImport(room, target) ? [] : [`imports from ${target}`],
      ),
    );
    expect(wrong).toEqual([]);
  });

  test('a room may import only from rooms above it in the map, so there is no circle of rooms', () => {
    const rooms = Object.keys(MAY_IMPORT);
    const wrong = rooms.flatMap((room, row) =>
      rooms
        .slice(row + 1)
        .filter((later) => mayImport(room, later))
        .map((later) => `${room} -> ${later}`),
    );
    expect(wrong).toEqual([]);
  });

  test('no files import one another, not even their types', () => {
    const importedBy = new Map(
      PRODUCT.map(({ path, imports }) => [
        path,
        imports.filter(({ target }) => target !== undefined).map(({ from }) => join(dirname(path), from)),
      ]),
    );
    const finished = new Set<string>();
    const circles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
      if (finished.has(path) || trail.includes(path)) return;
      for (const imported of importedBy.get(path) ?? []) visit(imported, [...trail, path]);
      finished.add(path);
    };
    for (const { path } of PRODUCT) visit(path, []);
    expect(circles).toEqual([]);
  });

  test('whatever asks the API does it through the client', () => {
    // They ask a payment gateway, the issuer, a webhook's receiver, and what the local stack alone has.
    const others = [
      'shared/payments/sandbox/connection.ts',
      'shared/identity/machine-tokens.ts',
      'infra/local/sandbox/local-payments.ts',
      'infra/local/sandbox/webhook-sender.ts',
      'functions/audit/cli.ts',
      'functions/console/page/test-clock/clock-requests.ts',
    ];
    const clients = FILES.filter(
      ({ room, path }) =>
        (room !== 'test' || path.startsWith('test/demo/')) &&
        room !== 'shared/client' &&
        !others.includes(path),
    );
    expect(
      violations(clients, matching(/(?<![\w.])fetch\(|\bXMLHttpRequest\b|\bhttps?\.request\(/g)),
    ).toEqual([]);
  });

  test('a package that belongs to a room stays in it', () => {
    const wrong = violations(PRODUCT, ({ room, imports }) =>
      imports.flatMap(({ from }) =>
        OWNED_PACKAGES.flatMap(([name, owners]) =>
          name.test(from) && !owners.some((owner) => `${room}/`.startsWith(`${owner}/`))
            ? [`imports ${from}`]
            : [],
        ),
      ),
    );
    expect(wrong).toEqual([]);
  });

  test('only the room of the table writes expressions and takes keys apart', () => {
    const others = PRODUCT.filter(({ room }) => room !== 'shared/store/table' && room !== 'infra');
    const byHand = /\b\w+Expression\b(?=[:,])|\bExpressionAttribute\w+|\b[ps]k\)?\.(slice|split|indexOf)\(/g;
    expect(violations(others, matching(byHand))).toEqual([]);
    const inTexts = /\battribute_(?:not_)?exists\b|\bConditionalCheckFailed\w*/g;
    expect(violations(others, ({ text }) => [...text.matchAll(inTexts)].map(([word]) => word))).toEqual([]);
  });

  test('a commit has its entry in the journal, except of what the ledger has or the file here says', () => {
    const others = [
      'shared/store/journal/commit-change.ts',
      // What follows from calls, from the clock and from payments.
      'shared/store/calls/page-settlements.ts',
      'shared/store/calls/settlements.ts',
      'shared/store/calls/reversals.ts',
      'shared/store/credits/disputes.ts',
      'shared/store/credits/orders.ts',
      'shared/store/credits/postpaid.ts',
      'shared/store/credits/refunds.ts',
      'shared/payments/recharge.ts',
      'functions/expiry/expire-lots.ts',
      // A deck is of no organization, and has its actor. A person chooses an organization for that person alone.
      'shared/store/rates/deck-publishing.ts',
      'shared/store/members/people.ts',
    ];
    const committing = PRODUCT.filter(({ text }) =>
      /^import \{[^}]*\bcommit\b[^}]*\} from '[^']*\/transaction\.ts'/m.test(text),
    );
    expect(committing.map(({ path }) => path).sort()).toEqual([...others].sort());
  });

  test('schemas of answers are in files that bundles leave out, and functions use only their types', () => {
    const named = PRODUCT.filter(({ room }) => room === 'shared/contract/answers');
    expect(named.filter(({ path }) => !path.endsWith('.answers.ts')).map(({ path }) => path)).toEqual([]);
    const others = PRODUCT.filter(({ room }) => !room.startsWith('shared/contract') && room !== 'infra');
    const values = ({ text }: SourceFile) => [
      ...text.matchAll(/^import (?!type\b)[^;]*?from '[^']*\.answers\.ts'/gm),
    ];
    expect(violations(others, (file) => values(file).map(([line]) => line))).toEqual([]);
  });

  test('the domain knows no SDK, no handler and no environment', () => {
    const domain = FILES.filter(({ path }) => path.startsWith('shared/domain/'));
    const wrong = violations(domain, ({ imports }) =>
      imports.flatMap(({ from }) =>
        /^(@aws|@middy|aws-|node:(fs|http|net|process))/.test(from) ? [from] : [],
      ),
    );
    expect(wrong).toEqual([]);
  });
});

describe('what no file contains', () => {
  test.each([
    ['default exports', /\bexport default\b/g],
    ['barrels', /\bexport (\*|(type )?\{[^}]*\}) from\b/g],
    ['any', /(:|<|\bas) any\b/g],
    ['suppressed checks', /@ts-(ignore|nocheck|expect-error)/g],
    ['console', /\bconsole\.\w+\(/g],
  ])('%s', (name, pattern) => {
    const files = name === 'console' ? PRODUCT.filter(({ room }) => room !== 'infra') : FILES;
    // What runs before and after all tests is a default export, because Jest takes no other.
    const ofJest = name === 'default exports' ? /^test\/support\/databases\/(start|stop)\.ts$/ : undefined;
    const checked = files.filter(({ path }) => !ofJest?.test(path));
    expect(violations(checked, matching(pattern))).toEqual([]);
  });

  test('work left to do', () => {
    const words = ['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK'];
    const pattern = new RegExp(`\\b(${words.join('|')})\\b`, 'g');
    expect(violations(FILES, ({ text }) => [...text.matchAll(pattern)].map(([word]) => word))).toEqual([]);
  });

  test('a test that is run alone or skipped, but for what is not on every machine, which says so', () => {
    // Reference data, a browser, and commands such as a shell.
    const sayWhy = ['test/support/reference-data.ts', 'test/support/browser.ts', 'test/support/shell.ts'];
    const tests = FILES.filter(({ room, path }) => room === 'test' && !sayWhy.includes(path));
    expect(violations(tests, matching(/\b(test|describe|it)\.(only|skip|todo)\b/g))).toEqual([]);
  });
});

describe('time and environment are passed in', () => {
  // The root of the functions, and the commands that are not functions.
  const ROOTS = ['shared/lambda/runtime.ts', 'functions/audit/cli.ts', 'shared/client/cli/main.ts'];
  const pure = PRODUCT.filter(({ room, path }) => room !== 'infra' && !ROOTS.includes(path));

  test('only a composition root reads the environment', () => {
    expect(violations(pure, matching(/\bprocess\.env\b/g))).toEqual([]);
  });

  test('only a composition root reads the clock', () => {
    // A gateway's signatures and time limits go by the real clock, not by the one that tests move.
    const ruled = pure.filter(({ path }) => !path.startsWith('shared/payments/'));
    expect(violations(ruled, matching(/\bnew Date\(\)|\bDate\.now\(\)|\bDate\(\)/g))).toEqual([]);
  });
});

describe('names and sizes', () => {
  test('files are kebab-case, and in no folder by kind', () => {
    const wrong = violations(FILES, ({ path }) =>
      path.split('/').flatMap((part) => {
        if (/^(utils?|helpers?|types|services|common|misc)(\.ts)?$/.test(part))
          return [`${part} says nothing`];
        return /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*$/.test(part) ? [] : [`${part} is not kebab-case`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  test(`a function of the product has at most ${MAX_FUNCTION_LINES} lines`, () => {
    const wrong = violations(PRODUCT, (file) =>
      functionLengths(file).flatMap(({ name, lines }) =>
        lines > MAX_FUNCTION_LINES ? [`${name} has ${lines} lines`] : [],
      ),
    );
    expect(wrong).toEqual([]);
  });

  test('a function with two parameters of one type takes an object', () => {
    const wrong = violations(PRODUCT, (file) =>
      mixableParameters(file).map(({ name, type }) => `${name} has two of type ${type}`),
    );
    expect(wrong).toEqual([]);
  });

  test.each([
    ['function pay(lot: string, call: string): void {}', true],
    ['const pay = async (lot?: string, call: string | undefined = none): Promise<void> => {}', true],
    ['function pay<T extends { a: string }>(\n  lot: Map<string, T>,\n  call: Map<string, T>,\n) {}', true],
    ['function pay(lot: LotId, call: CallId): void {}', false],
    ['function pay({ lot, call }: { lot: string; call: string }, note: string): void {}', false],
    ['const byId = (a: Lot, b: Lot): number => 0', false],
  ])('%s: two of one type is %s', (code, isMixable) => {
    expect(mixableParameters({ code }).length > 0).toBe(isMixable);
  });

  test('the top level is as it was fixed', () => {
    expect(topLevel()).toEqual([
      'LICENSE',
      'README.md',
      'cdk.json',
      'functions',
      'infra',
      'package-lock.json',
      'package.json',
      'shared',
      'test',
      'tsconfig.json',
    ]);
  });
});

test('every one of the 26 traps has a test that is named by its number', () => {
  const tests = FILES.filter(({ path }) => path.endsWith('.test.ts'));
  const names = tests.flatMap(({ text }) => [...text.matchAll(/'[^'\n]*\btrap (\d\d)\b[^'\n]*'/g)]);
  const numbers = new Set(names.map(([, number]) => Number(number)));
  expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 26 }, (_, index) => index + 1));
});

test('every test file that the table of traps names is there, and has tests of that trap or row', () => {
  const table = readFileSync('shared/domain/traps.md', 'utf8');
  const rows = [...table.matchAll(/^\| (\d\d) \|(.*)$/gm)].map(([, number = '', cells = '']) => ({
    number,
    files: [...cells.matchAll(/`([\w./-]+\.ts)`/g)].map(([, file = '']) => `test/${file}`),
  }));
  expect(rows).toHaveLength(26 + 26);
  const missing = rows.flatMap(({ number, files }) =>
    files
      .filter((path) => !path.startsWith('test/bench/'))
      .filter((path) => {
        const text = FILES.find((file) => file.path === path)?.text ?? '';
        return !new RegExp(`\\b(?:trap|row) ${number}\\b`).test(text);
      })
      .map((path) => `${number}: ${path}`),
  );
  expect(missing).toEqual([]);
});
