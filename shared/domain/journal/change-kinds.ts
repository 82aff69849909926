/** The kinds of changes, for readers of the journal. Apart, so that the bundles of writers leave the rows out. */
import { CHANGES, type ChangeKind } from './changes.ts';

export const CHANGE_KINDS: readonly ChangeKind[] = Object.keys(CHANGES).filter(isChangeKind);

function isChangeKind(name: string): name is ChangeKind {
  return Object.hasOwn(CHANGES, name);
}
