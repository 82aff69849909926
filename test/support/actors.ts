/** Who makes changes in tests. */
import type { By } from '../../shared/domain/journal/actor.ts';

export const BY_ADA: By = { actor: { kind: 'person', id: 'ada-1', name: 'Ada Lovelace' } };
