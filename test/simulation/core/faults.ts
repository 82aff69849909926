/** What can go wrong on the way to a table and back, and how likely it is from hour to hour. */
import { canceled, serviceError } from '../stand-in/errors.ts';
import { Chance } from './chance.ts';

export const FAULTS = [
  'lost-request',
  'lost-answer',
  'throttle',
  'conflict',
  'crash-before',
  'crash-after',
  'partial',
  'stale',
] as const;
export type Fault = (typeof FAULTS)[number];

const WEIGHTS: Readonly<Record<Fault, number>> = {
  'lost-request': 2,
  'lost-answer': 3,
  throttle: 2,
  conflict: 3,
  'crash-before': 2,
  'crash-after': 3,
  partial: 2,
  stale: 2,
};

/** Probability of a fault at one request. */
const WEATHER = [0, 0, 0.05, 0.1, 0.2, 0.3, 0.4] as const;
/** The number of steps with the same probability. */
const SPELL_STEPS = 8;

/** The probability at a step depends only on the seed and its number, so that leaving out other steps does not change it. */
export function weatherAt(seed: number, step: number): number {
  const spell = Math.floor(step / SPELL_STEPS);
  return new Chance(Math.imul(seed, 0x9e3779b1) + spell).pick(WEATHER);
}

export function faultOf(chance: Chance, likelihood: number): Fault | undefined {
  return likelihood > 0 && chance.happens(likelihood) ? chance.weighted(WEIGHTS) : undefined;
}

/** A timeout or a broken connection: the caller does not know whether the request arrived. */
export function networkError(): Error {
  const error = new Error('socket hang up');
  error.name = 'TimeoutError';
  return error;
}

export function throttled(writes: number | undefined): Error {
  if (writes === undefined)
    return serviceError('ProvisionedThroughputExceededException', 'Throughput exceeded');
  return canceled(codesAt(writes, 'ThrottlingError'));
}

export function conflicting(writes: number | undefined): Error {
  if (writes === undefined)
    return serviceError('TransactionConflictException', 'Transaction is ongoing for the item');
  return canceled(codesAt(writes, 'TransactionConflict'));
}

const codesAt = (writes: number, code: string): string[] =>
  Array.from({ length: writes }, (_, index) => (index === 0 ? code : 'None'));
