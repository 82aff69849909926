/** Reads stack traces of minified bundles with their source maps. */
import { SourceMap } from 'node:module';
import * as z from 'zod';

/** A position in a bundle: `file:///var/task/index.mjs:12:3456`, or the same without `file://`. */
const BUNDLE_POSITION = /(?:file:\/\/)?[^\s()]*\/index\.mjs:(?<line>\d+):(?<column>\d+)/g;

const SourceMapJson = z.object({
  version: z.literal(3),
  file: z.string().default(''),
  sources: z.array(z.string()),
  sourcesContent: z.array(z.string()).default([]),
  names: z.array(z.string()),
  mappings: z.string(),
  sourceRoot: z.string().default(''),
});

export interface ReadTrace {
  /** The text, where positions in the bundle are replaced by `file:line:column` of the source. */
  readonly text: string;
  readonly positions: number;
  /** Positions at which no expression of the map begins: a trace of other code has many, one of this code none. */
  readonly strayPositions: number;
}

/** Positions of other files, such as Node's own, stay as they are. Throws when `sourceMap` is not one. */
export function readStackTrace({ trace, sourceMap }: { trace: string; sourceMap: string }): ReadTrace {
  const map = new SourceMap(SourceMapJson.parse(JSON.parse(sourceMap)));
  let positions = 0;
  let strayPositions = 0;
  const text = trace.replaceAll(BUNDLE_POSITION, (position, line: string, column: string) => {
    positions += 1;
    const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
    const begins =
      'originalSource' in entry &&
      entry.generatedLine === Number(line) - 1 &&
      entry.generatedColumn === Number(column) - 1;
    if (!begins) strayPositions += 1;
    if (!('originalSource' in entry)) return position;
    return `${entry.originalSource}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
  return { text, positions, strayPositions };
}

/**
 * The stack traces in a text: those of its log lines, which are JSON objects, after a prefix or without one; any other
 * line as it is.
 */
export function findStackTraces(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const stacks = stacksOf(parseObject(line.slice(Math.max(0, line.indexOf('{')))));
      return stacks.length > 0 ? stacks.join('\n') : line;
    })
    .join('\n');
}

function parseObject(text: string): unknown {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The members named `stack`, however deep: one text in our own log, a list of lines in Lambda's. */
function stacksOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    if (name !== 'stack') return stacksOf(member);
    return [Array.isArray(member) ? member.join('\n') : String(member)];
  });
}
