/** Invitations by mail: the user pool makes an account for the person, and sends the password of the first sign-in. */
import {
  AdminCreateUserCommand,
  CognitoIdentityProviderClient,
  UnsupportedUserStateException,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import { MAX_ATTEMPTS, REQUEST_TIMEOUTS } from '../contract/timeouts.ts';
import type { InvitationOutcome } from '../domain/members/members.ts';

interface Invited {
  readonly email: string;
  readonly name?: string | undefined;
}
export type Invite = (person: Invited) => Promise<InvitationOutcome>;

/** Throws the errors of Cognito: the mail was not sent, and nothing says whether there is an account. */
export function invitations(userPoolId: string): Invite {
  const pool = new CognitoIdentityProviderClient({
    requestHandler: REQUEST_TIMEOUTS,
    maxAttempts: MAX_ATTEMPTS,
  });
  return async (person) => {
    try {
      await pool.send(createUser(userPoolId, person));
      return 'mailed';
    } catch (error) {
      if (!(error instanceof UsernameExistsException)) throw error;
      return sendAgain(pool, { userPoolId, email: person.email });
    }
  };
}

/** The address counts as verified: nobody gets the password who does not get its mail. */
function createUser(userPoolId: string, { email, name }: Invited): AdminCreateUserCommand {
  const named = name === undefined ? [] : [{ Name: 'name', Value: name }];
  return new AdminCreateUserCommand({
    UserPoolId: userPoolId,
    Username: email,
    UserAttributes: [{ Name: 'email', Value: email }, { Name: 'email_verified', Value: 'true' }, ...named],
    DesiredDeliveryMediums: ['EMAIL'],
  });
}

/** With another password, and another seven days. Who has signed in once needs neither. */
async function sendAgain(
  pool: CognitoIdentityProviderClient,
  { userPoolId, email }: { readonly userPoolId: string; readonly email: string },
): Promise<InvitationOutcome> {
  try {
    await pool.send(
      new AdminCreateUserCommand({
        UserPoolId: userPoolId,
        Username: email,
        MessageAction: 'RESEND',
        DesiredDeliveryMediums: ['EMAIL'],
      }),
    );
    return 'mailed';
  } catch (error) {
    if (!(error instanceof UnsupportedUserStateException)) throw error;
    return 'has-account';
  }
}
