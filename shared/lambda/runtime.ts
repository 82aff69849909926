/** Composition root: the environment of a deployed function, and the clock. */
import { ENVIRONMENTS, type Environment, type FunctionName } from '../contract/environment.ts';
import type { Instant } from '../domain/instants.ts';

/** The environment of the function. Throws at start, naming the variable, when the deployment does not set one. */
export function environmentOf<F extends FunctionName>(name: F): Environment<F>;
export function environmentOf(name: FunctionName): unknown {
  return ENVIRONMENTS[name].parse(process.env);
}

export type Now = () => Instant;

export const now: Now = () => new Date().toISOString();

/** Milliseconds since 1970. */
export const epochMilliseconds = (): number => Date.now();
