/** Who makes a change, and how it came in (spec: Every change has an actor). */

export const ACTOR_KINDS = ['person', 'client', 'operator', 'schedule', 'gateway'] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];

export interface Actor {
  /** `operator`: a person or a client that acts for an organization as the operator of the deployment. */
  readonly kind: ActorKind;
  /** The issuer's id of a person, the id of a machine client, or the name of a schedule. */
  readonly id: string;
  readonly name?: string | undefined;
}

/** Who makes a change, why, and by which request. */
export interface By {
  readonly actor: Actor;
  /** In the words of the request. */
  readonly reason?: string | undefined;
  readonly requestId?: string | undefined;
  /** The IP address of the request. */
  readonly sourceAddress?: string | undefined;
}

/** The payment gateway reports what happened there. */
export const BY_GATEWAY: By = { actor: { kind: 'gateway', id: 'payments' } };

/** A function that runs by itself. */
export const bySchedule = (id: string): By => ({ actor: { kind: 'schedule', id } });

/** Settles reported calls. What it writes with every page of calls does not store it. */
export const SETTLES_CALLS: Actor = { kind: 'schedule', id: 'settle' };
