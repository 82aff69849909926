/** The sources of this repository, as the rules about them see them. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

export interface Import {
  /** As it is written. */
  readonly from: string;
  /** The room that it leads to; absent for a package. */
  readonly target?: string;
}

export interface SourceFile {
  /** From the root, with slashes. */
  readonly path: string;
  readonly room: string;
  readonly text: string;
  /** Without comments, and with the texts emptied. */
  readonly code: string;
  /** The comments alone, on their lines. */
  readonly comments: string;
  readonly imports: readonly Import[];
}

/** Packages, and what a command writes. */
const NOT_WRITTEN_HERE = /\bnode_modules\/|^client\/generated\//;

export function sourceFiles(): SourceFile[] {
  return ['functions', 'infra', 'shared', 'test'].flatMap((top) =>
    readdirSync(join(ROOT, top), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && !NOT_WRITTEN_HERE.test(name))
      .map((name) => readSource(join(top, name))),
  );
}

/** What lies at the root, in order, but for dot files and what git leaves alone. */
export function topLevel(): string[] {
  const ignored = readFileSync(join(ROOT, '.gitignore'), 'utf8').split('\n');
  return readdirSync(ROOT)
    .filter((name) => !name.startsWith('.') && !ignored.some((line) => line.replaceAll('/', '') === name))
    .sort();
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const withoutComments = blank(text, { texts: false });
  const imports = [...withoutComments.matchAll(/\b(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
    ([, from = '']) => ({
      from,
      ...(from.startsWith('.') ? { target: roomOf(normalize(join(dirname(path), from))) } : {}),
    }),
  );
  return {
    path,
    room: roomOf(path),
    text,
    code: blank(text, { texts: true }),
    comments: commentsOf(text),
    imports,
  };
}

/** Whose folders are rooms of their own. */
const HOUSES: readonly string[] = ['domain', 'contract', 'store', 'payments'];

/** `shared/lambda`, `shared/store/table`, `shared/domain` (its ground floor), `functions/usage`, `infra`, `test`. */
function roomOf(path: string): string {
  const [top = '', folder = '', ...rest] = relative('.', path).split('/');
  if (top !== 'shared' && top !== 'functions') return top;
  const room = top === 'shared' && HOUSES.includes(folder) && rest.length > 1 ? rest.slice(0, 1) : [];
  return [top, folder, ...room].join('/');
}

const COMMENT = String.raw`\/\*[\s\S]*?\*\/|\/\/[^\n]*`;
const TEXT = String.raw`'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"`;
const TOKEN = new RegExp(`(${COMMENT})|(${TEXT})`, 'g');

/** Comments become blanks, texts become empty: neither is code. */
function blank(text: string, { texts }: { texts: boolean }): string {
  return text.replace(TOKEN, (whole, comment: string | undefined) => {
    if (comment !== undefined) return whole.replace(/[^\n]/g, ' ');
    return texts ? "''" : whole;
  });
}

function commentsOf(text: string): string {
  let comments = '';
  let end = 0;
  for (const { index, 0: token, 1: comment } of text.matchAll(TOKEN)) {
    comments += text.slice(end, index).replace(/[^\n]/g, '');
    comments += comment ?? '';
    end = index + token.length;
  }
  return comments;
}

/** Named functions and methods with their length, from the first line to the brace at the same indentation. */
export function functionLengths({ code }: SourceFile): { name: string; lines: number }[] {
  const lines = code.split('\n');
  return lines.flatMap((line, start) => {
    const match =
      /^(\s*)(?:export )?(?:async )?function\*? (\w+)/.exec(line) ??
      /^(\s*)(?:export )?const (\w+) = (?:async )?\(/.exec(line) ??
      /^(\s+)(?:static |override |async |#)*(\w+)\([^;]*\{$/.exec(line);
    if (!match) return [];
    const [, indentation = '', name = ''] = match;
    const end = lines.findIndex(
      (other, index) =>
        index >= start && new RegExp(`^${indentation}\\}|^${indentation}\\S.*\\}\\)?;?$`).test(other),
    );
    return [{ name, lines: end - start + 1 }];
  });
}

/** A named function, and the type annotations of its parameters; `undefined` for a parameter without one. */
interface Signature {
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly type: string | undefined }[];
}

/** Function declarations, and arrow functions that a `const` names. Methods and callbacks are not among them. */
function signatures(code: string): Signature[] {
  const named = /\bfunction\*?\s+(\w+)(?:<[^(]*>)?\(|\bconst (\w+) = (?:async )?(?:<[^(]*>)?\(/g;
  return [...code.matchAll(named)].map((match) => ({
    name: match[1] ?? match[2] ?? '',
    parameters: splitOutside(code.slice(match.index + match[0].length), ',').map((parameter) => {
      const [name = '', ...annotation] = splitOutside(parameter, ':');
      const [type = ''] = splitOutside(annotation.join(':'), '=');
      const bare = type
        .replaceAll(/\|\s*undefined\b/g, '')
        .replaceAll(/\s+/g, ' ')
        .trim();
      return { name: name.replace('?', '').trim(), type: bare === '' ? undefined : bare };
    }),
  }));
}

/** The parts of a text up to the bracket that closes what it stands in, at separators outside all brackets. */
function splitOutside(text: string, separator: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const [index, character] of [...text].entries()) {
    const isArrow = character === '>' && text[index - 1] === '=';
    if ('([{<'.includes(character)) depth += 1;
    else if (')]}>'.includes(character) && !isArrow) depth -= 1;
    if (depth < 0) break;
    const isSeparator = character === separator && depth === 0 && text[index + 1] !== '>';
    if (isSeparator) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}

/** Functions with two parameters of one type, which a caller can mix up. Comparators `(a, b)` are not meant. */
export function mixableParameters({ code }: Pick<SourceFile, 'code'>): { name: string; type: string }[] {
  return signatures(code).flatMap(({ name, parameters }) => {
    if (parameters.map((parameter) => parameter.name).join() === 'a,b') return [];
    const types = parameters.flatMap(({ type }) => type ?? []);
    const twice = types.find((type, index) => types.indexOf(type) !== index);
    return twice === undefined ? [] : [{ name, type: twice }];
  });
}
