/**
 * Several deployments may share one Stripe account. The name of the deployment distinguishes their objects: it is the
 * prefix of every idempotency key, and it is in the metadata of every object that is created.
 */
import type { Stripe } from 'stripe';
import type { Flavored } from '../../domain/flavored.ts';

/** The deployment's name; empty for a deployment that leaves its objects unmarked. */
export type Deployment = Flavored<string, 'Deployment'>;

export const keyIn = (deployment: Deployment, key: string): string =>
  deployment === '' ? key : `${deployment}-${key}`;

export const marked = <T extends Stripe.MetadataParam>(deployment: Deployment, metadata: T) =>
  deployment === '' ? metadata : { ...metadata, deployment };

/** Whether the object was created by this deployment, or is unmarked. */
export function isOurs(deployment: Deployment, metadata: Stripe.Metadata | null | undefined): boolean {
  const creator = metadata?.deployment;
  return creator === undefined || creator === deployment;
}
