/** The requests of operators about credits that were not bought. */
import * as z from 'zod';
import { GRANT_KINDS } from '../domain/credits/grant-terms.ts';
import { PositiveAmount } from './amount.ts';
import { Instant, Reason, textUpTo } from './fields.ts';
import { Flag, OrganizationId } from './schemas.ts';

/** It is part of a key. */
const Reference = textUpTo(128)
  .regex(/^\P{Cs}*$/u, 'whole characters, without half of a surrogate pair')
  .trim()
  .min(1)
  .meta({
    pattern: '^\\P{Cs}*\\S\\P{Cs}*$',
    description:
      "The operator's own name for it, such as that of a ticket. Within an organization it is used once, for good.",
  });

const Expiry = Instant.meta({
  description: 'The credits pay for calls that start before this instant: at most five years from now.',
});

export const ExtendLot = z.strictObject({
  expiresAt: Expiry.meta({
    description:
      'Later than the lot expires: the credits pay for calls that start before this instant, at most five years from now.',
  }),
  reason: Reason,
});

export const WriteOffLot = z.strictObject({ reason: Reason });

export const MoveCredits = z.strictObject({
  organization: OrganizationId.meta({ description: 'Where the credits go: it pays in the same currency.' }),
  amount: PositiveAmount.optional().meta({
    description: 'In major units, at most what is unspent and not held. Without it, all of that.',
  }),
  reason: Reason,
  reference: Reference,
});

export const CreateGrant = z.strictObject({
  amount: PositiveAmount.meta({
    description:
      "A decimal amount in major units of the organization's currency, at most the largest funding of `GET /v1/products`.",
  }),
  kind: z.enum(GRANT_KINDS).meta({
    description:
      '`promotion` or `goodwill`: given away. `migration`: the balance of an earlier system. `transfer-in`: moved here from elsewhere.',
  }),
  expiresAt: Expiry.optional().meta({
    description:
      'The credits pay for calls that start before this instant: at most five years from now. Without it 12 months from now, as what is bought.',
  }),
  reason: Reason,
  reference: Reference,
});

/** A line of opening balances. */
export const OpeningBalance = CreateGrant.extend({ organization: OrganizationId });

/** Strict: a misspelled `dryRun` would give the credits. */
export const OpeningBalancesQuery = z.strictObject({
  dryRun: Flag.meta({ description: 'Returns what would become of each line; gives nothing.' }),
});
