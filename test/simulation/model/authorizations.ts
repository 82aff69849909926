/** Leases and denials as written, compared with the gate of the model. */
import type { CallContext } from './calls.ts';
import { expectedAnswer } from './gate.ts';
import type { CallImage } from './items.ts';
import type { ModelOrganization } from './organization.ts';
import { require, requireSame } from './violation.ts';

const DEFAULT_SECONDS = 600;

interface Answered {
  readonly id: string;
  readonly image: CallImage;
  readonly context: CallContext;
  /** What the request asked for. */
  readonly seconds?: number | undefined;
}

/**
 * Called before the model applies the call. A hold is never more than was available at some moment of the function's
 * run, from `since` to `now`. When no other function ran meanwhile, the whole result must equal the model's.
 */
export function requireGate(
  organization: ModelOrganization,
  call: Answered,
  { undisturbed, since, now }: { undisturbed: boolean; since: string; now: string },
): void {
  const { id, image, context } = call;
  const { lease } = image;
  const before = organization.calls.get(id)?.image;
  if (image.status === 'authorized' && lease) {
    const startedAt = lease.sequence > 0 ? lease.authorizedAt : undefined;
    const freeAt = (at: string) => organization.available(at, startedAt) + heldBy(before, at);
    const free = Math.max(freeAt(since), freeAt(now));
    require(lease.heldMicros <= free, 'a hold is at most what is available', { id, lease, free });
    requireSame(
      'sequences of leases count up',
      lease.sequence,
      before?.lease && before.status === 'authorized' ? before.lease.sequence + 1 : 0,
    );
  }
  const first = (image.status === 'authorized' && lease?.sequence === 0) || image.status === 'denied';
  if (!first || !undisturbed) return;
  const { user, decks } = context;
  const { type, to = '' } = image;
  const at = lease?.authorizedAt ?? now;
  const seconds = call.seconds ?? DEFAULT_SECONDS;
  const expected = expectedAnswer({ organization, user, type, to, at, decks, seconds });
  const answered = lease
    ? { fundedBy: lease.fundedBy, seconds: lease.totalSeconds, held: lease.heldMicros, final: lease.final }
    : { deny: image.reason };
  requireSame('the answer of the gate', answered, expected, { id, type, to, at, user });
}

/** What the call holds already: its renewal may spend it. */
function heldBy(call: CallImage | undefined, at: string): number {
  const { holdUntil = '', heldMicros = 0 } = call?.status === 'authorized' ? (call.lease ?? {}) : {};
  return holdUntil > at ? heldMicros : 0;
}
