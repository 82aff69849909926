/** Leases and denials as written, compared with the gate of the model. */
import type { CallContext } from './calls.ts';
import { expectedAnswer } from './gate.ts';
import type { Held } from './held-money.ts';
import type { CallImage } from './items.ts';
import type { ModelOrganization } from './organization.ts';
import { requireSame } from './violation.ts';

const DEFAULT_SECONDS = 600;

interface Answered {
  readonly id: string;
  readonly image: CallImage;
  readonly context: CallContext;
  /** What the request asked for. */
  readonly seconds?: number | undefined;
}

/**
 * Called before the model applies the call. When no other function ran meanwhile, the whole result must equal the model's;
 * `own` is what the account holds for the call already.
 */
export function requireGate(
  organization: ModelOrganization,
  call: Answered,
  { undisturbed, own, now }: { undisturbed: boolean; own: Held; now: string },
): void {
  const { id, image, context } = call;
  const { lease } = image;
  const before = organization.calls.get(id)?.image;
  if (image.status === 'authorized' && lease) {
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
  const expected = expectedAnswer({ organization, user, type, to, at, decks, seconds, own });
  const answered = lease
    ? { fundedBy: lease.fundedBy, seconds: lease.totalSeconds, held: lease.heldMicros, final: lease.final }
    : { deny: image.reason };
  requireSame('the answer of the gate', answered, expected, { id, type, to, at, user });
}
