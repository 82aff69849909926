/** Composition root: the environment a function was deployed with, and the clock. */
import { ENVIRONMENTS, type Environment, type FunctionName } from '../contract/environment.ts';

/** The function's own environment. Throws at start, naming the variable, when the deployment left one out. */
export function environmentOf<F extends FunctionName>(name: F): Environment<F>;
export function environmentOf(name: FunctionName): unknown {
  return ENVIRONMENTS[name].parse(process.env);
}

export type Now = () => string;

/** The present instant, ISO 8601 UTC with milliseconds. */
export const now: Now = () => new Date().toISOString();
