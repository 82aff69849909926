/** The licenses that can be named: for help and completion. What may be assigned is for the service to judge. */
import { Argument } from 'commander';
import type { License } from '../generated/api.ts';

export type Sku = License['sku'];

const SKUS = {
  AUDIO_CONFERENCING: true,
  CALLING_PLAN_DOMESTIC: true,
  CALLING_PLAN_DOMESTIC_120: true,
  CALLING_PLAN_DOMESTIC_240: true,
  CALLING_PLAN_INTERNATIONAL: true,
  CALLING_PLAN_PAYG: true,
  COMMUNICATIONS_CREDITS: true,
  E5: true,
} as const satisfies Readonly<Record<Sku, true>>;

export function skuArgument(): Argument {
  const argument = new Argument('<sku>', 'a license');
  // Not `choices`, which would refuse a license that the service has and this command line does not know.
  argument.argChoices = Object.keys(SKUS);
  return argument;
}
