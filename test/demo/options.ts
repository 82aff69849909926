import { parseArgs } from 'node:util';
import * as z from 'zod';
import { SAMPLE_DECK_FILE } from '../../infra/local/sample/make-sample-deck.ts';

export interface DemoOptions {
  /** Path of the outbound rate deck. */
  readonly ratesFile: string;
  readonly seed: number;
  readonly calls: number;
}

const Values = z.object({
  rates: z.string().default(SAMPLE_DECK_FILE),
  seed: z.coerce.number('--seed: a whole number').int().default(1),
  calls: z.coerce.number('--calls: a whole number').int().min(1, '--calls: 1 or more').default(5050),
});

/** `--rates FILE --seed N --calls N`. Throws an Error that says what is wrong. */
export function readOptions(argv: readonly string[]): DemoOptions {
  const options = { rates: { type: 'string' }, seed: { type: 'string' }, calls: { type: 'string' } } as const;
  const { values } = parseArgs({ args: [...argv], options });
  const parsed = Values.safeParse(values);
  if (!parsed.success) throw new Error(parsed.error.issues.map(({ message }) => message).join('; '));
  const { rates: ratesFile, seed, calls } = parsed.data;
  return { ratesFile, seed, calls };
}
