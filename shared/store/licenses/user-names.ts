/** The names that users sign in with: each belongs to one user of the organization, whatever its capitals. */
import type { User } from '../../domain/licenses/licenses.ts';
import { refusals } from '../../domain/refusals.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import type { Write } from '../table/transaction.ts';

type Named = Pick<User, 'id' | 'userPrincipalName'>;

/** Refused with `user-exists` when somebody else has the name. */
export function nameTakenWrite(
  db: Database,
  organizationId: string,
  { id, userPrincipalName }: Named,
): Write {
  const Item = { ...keys.userPrincipalName(organizationId, userPrincipalName), userId: id };
  return {
    request: { Put: { TableName: db.ledgerTable, Item, ConditionExpression: 'attribute_not_exists(pk)' } },
    refusal: () => refusals.userExists('userPrincipalName'),
  };
}

/** From then on anybody may have the name. */
export function nameFreedWrite(
  db: Database,
  organizationId: string,
  { id, userPrincipalName }: Named,
): Write {
  return {
    request: {
      Delete: {
        TableName: db.ledgerTable,
        Key: keys.userPrincipalName(organizationId, userPrincipalName),
        ConditionExpression: 'userId = :user',
        ExpressionAttributeValues: { ':user': id },
      },
    },
  };
}

/** What a change of the user does to names: nothing, where only capitals change. */
export function nameWrites(db: Database, organizationId: string, before: User, after: User): Write[] {
  const keyOf = (user: User) => keys.userPrincipalName(organizationId, user.userPrincipalName).sk;
  const isGone = after.status === 'removed';
  if (!isGone && keyOf(before) === keyOf(after)) return [];
  const freed = nameFreedWrite(db, organizationId, before);
  return isGone ? [freed] : [nameTakenWrite(db, organizationId, after), freed];
}
