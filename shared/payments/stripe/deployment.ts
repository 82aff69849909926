/**
 * What tells the objects of this deployment from those of others in the same Stripe account: a name before every
 * idempotency key, and in the metadata of everything that is made.
 */
import type { Stripe } from 'stripe';

/** Empty for objects without a name, as they were made before there was one. */
export type Deployment = string;

export const keyIn = (deployment: Deployment, key: string): string =>
  deployment === '' ? key : `${deployment}-${key}`;

export const marked = <T extends Stripe.MetadataParam>(deployment: Deployment, metadata: T) =>
  deployment === '' ? metadata : { ...metadata, deployment };

/** Made by this deployment, or before anything had a name. */
export function isOurs(deployment: Deployment, metadata: Stripe.Metadata | null | undefined): boolean {
  const made = metadata?.deployment;
  return made === undefined || made === deployment;
}
