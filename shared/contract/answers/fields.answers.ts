/** Fields that several answers have. */
import * as z from 'zod';
import { ACTOR_KINDS } from '../../domain/journal/actor.ts';

/** An amount in major units, as `formatAmount` writes it. */
export const Money = z
  .string()
  .regex(/^-?\d+\.\d{2,6}$/)
  .meta({ description: 'A decimal amount in major units of the currency beside it, with 2 to 6 decimals.' });

/** An instant as it is stored. */
export const UtcInstant = z.iso
  .datetime({ precision: 3 })
  .meta({ description: 'An ISO 8601 instant in UTC, with milliseconds.' });

export const CurrencyCode = z.string().meta({ description: 'An ISO 4217 code.' });

export const CountryCode = z.string().meta({ description: 'An ISO 3166-1 alpha-2 code.' });

export const Month = z
  .string()
  .regex(/^\d{4}-\d{2}$/)
  .meta({ description: 'A calendar month in UTC, such as `2026-11`.' });

export const LotId = z.string().meta({
  description: 'A credit lot: `lot_…` of what was bought, `gra_…` or `res_…` of a grant.',
});

export const Actor = z
  .object({
    kind: z.enum(ACTOR_KINDS).meta({
      description:
        '`person` and `client`: of the organization. `operator`: a person or a client that operates the deployment. `schedule`: a function that runs by itself. `gateway`: the payment gateway.',
    }),
    id: z.string().meta({
      description: "The issuer's id of a person, the id of a client, or the name of a schedule.",
    }),
    name: z.string().nullable().meta({ description: 'As the token had it; null where it had none.' }),
  })
  .meta({ id: 'Actor', description: 'Who made a change.' });
export type Actor = z.input<typeof Actor>;

/** Nullable: what was stored in an earlier layout has none. */
export const ActorOrNull = Actor.nullable().meta({
  description: 'Who did it; null for what was stored without one.',
});

/** The token has no name. */
export const ADA: Actor = { kind: 'person', id: '7f3c2a90-1b7e-4c1d-9a55-0c6f4d2e8b11', name: null };

export const NextCursor = z
  .string()
  .nullable()
  .meta({ description: 'Sent back as `cursor`, it leads to the next page; null on the last page.' });

/** A page of a list. `nextCursor` leads to the next page; it is null on the last one. */
export const listOf = <const S extends z.ZodType>(item: S) =>
  z.object({ items: z.array(item), nextCursor: NextCursor });
