/** How the journal has what changes of users and their licenses (spec: The journal has every change). */
import { type Change, changeOf } from '../journal/changes.ts';
import type { Sku, User } from './licenses.ts';

/** The licenses of a user are changes of their own, so they are not among the values of the user. */
const valuesOf = ({ userPrincipalName, displayName, usageLocation, dialOutPolicy, status }: User) => ({
  userPrincipalName,
  displayName,
  usageLocation,
  conferencing: dialOutPolicy.conferencing,
  pstn: dialOutPolicy.pstn,
  status,
});

/** `before` is a user who was removed, if the id was one's. */
export function userAdded({
  before,
  after,
}: {
  readonly before: User | undefined;
  readonly after: User;
}): Change | undefined {
  return changeOf('user.added', after.id, { before: before && valuesOf(before), after: valuesOf(after) });
}

interface ChangedUser {
  readonly before: User;
  readonly after: User;
  /** The license that is assigned, or returned. */
  readonly license?: { readonly sku: Sku; readonly change: 1 | -1 } | undefined;
}

/** A license that is assigned or returned, else what differs of the user; a removed user returns all licenses. */
export function userChange({ before, after, license }: ChangedUser): Change | undefined {
  if (license) {
    const { sku } = license;
    return license.change === 1
      ? changeOf('license.assigned', after.id, { after: { sku } })
      : changeOf('license.removed', after.id, { before: { sku } });
  }
  const values = { before: valuesOf(before), after: valuesOf(after) };
  return after.status === 'removed'
    ? changeOf('user.removed', after.id, values)
    : changeOf('user.changed', after.id, values);
}
