/** The colours of the console: text is legible on what it lies on, in light and in dark (WCAG 2, level AA). */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';

const TEXT = 4.5;
const SHAPE = 3;
const file = path.join(import.meta.dirname, '../../functions/console/page/style/tokens.css');
const [light = '', dark = ''] = readFileSync(file, 'utf8').split('@media (prefers-color-scheme: dark)');

const PAIRS: readonly (readonly [front: string, back: string, least: number])[] = [
  ...['page', 'surface', 'raised'].flatMap((back) => [
    ['ink', back, TEXT] as const,
    ['muted', back, TEXT] as const,
  ]),
  ['accent', 'page', TEXT],
  ['accent', 'surface', TEXT],
  ['accent', 'raised', TEXT],
  ['accent', 'accent-soft', TEXT],
  ['accent-ink', 'accent', TEXT],
  ['surface', 'bad', TEXT],
  ['bad', 'surface', TEXT],
  ...['good', 'warn', 'bad', 'busy'].flatMap((tone) => [
    [tone, `${tone}-soft`, TEXT] as const,
    ['ink', `${tone}-soft`, TEXT] as const,
    ['muted', `${tone}-soft`, TEXT] as const,
  ]),
  ['strong-line', 'surface', SHAPE],
  ['strong-line', 'page', SHAPE],
  ['bar-remaining', 'surface', SHAPE],
  ['bar-forfeited', 'surface', SHAPE],
  ['bar-withdrawn', 'surface', SHAPE],
];

describe.each([
  ['light', light],
  ['dark', `${light}${dark}`],
])('%s', (_scheme, css) => {
  // What comes later in a style sheet holds.
  const colors = new Map(
    [...css.matchAll(/--([\w-]+): #([0-9a-f]{6})/g)].map(([, name = '', hex = '']) => [name, hex]),
  );

  test.each(PAIRS)('%s on %s', (front, back, least) => {
    const [brighter, darker] = [front, back].map((name) => luminance(colors.get(name))).sort((a, b) => b - a);
    expect(((brighter ?? 0) + 0.05) / ((darker ?? 0) + 0.05)).toBeGreaterThanOrEqual(least);
  });
});

function luminance(hex: string | undefined): number {
  if (hex === undefined) throw new Error('no such colour');
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((start) => {
    const share = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
