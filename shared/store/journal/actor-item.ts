/** Who made a change, as items have it. */
import * as z from 'zod';
import { ACTOR_KINDS } from '../../domain/journal/actor.ts';

export const ActorItem = z.object({
  kind: z.enum(ACTOR_KINDS),
  id: z.string(),
  name: z.string().optional(),
});

export const ByItem = z.object({
  actor: ActorItem,
  reason: z.string().optional(),
  requestId: z.string().optional(),
  sourceAddress: z.string().optional(),
});
