/** Invitations by mail, against Cognito's answers. */
import {
  AdminCreateUserCommand,
  CodeDeliveryFailureException,
  CognitoIdentityProviderClient,
  UnsupportedUserStateException,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { invitations } from '../../shared/identity/invitations.ts';

const cognito = mockClient(CognitoIdentityProviderClient);
beforeEach(() => {
  cognito.reset();
});

const POOL = 'eu-west-1_8hX2kQ0aB';
const ADA = { email: 'ada@contoso.com', name: 'Ada Lovelace' };
const about = { message: '', $metadata: {} };
const EXISTS = new UsernameExistsException(about);
const sent = () => cognito.commandCalls(AdminCreateUserCommand).map(({ args }) => args[0].input);
const AGAIN = { MessageAction: 'RESEND' as const };

test('somebody who is not known gets an account, and a mail', async () => {
  cognito.on(AdminCreateUserCommand).resolves({});
  expect(await invitations(POOL)(ADA)).toBe('mailed');
  expect(sent()).toEqual([
    {
      UserPoolId: POOL,
      Username: 'ada@contoso.com',
      UserAttributes: [
        { Name: 'email', Value: 'ada@contoso.com' },
        { Name: 'email_verified', Value: 'true' },
        { Name: 'name', Value: 'Ada Lovelace' },
      ],
      DesiredDeliveryMediums: ['EMAIL'],
    },
  ]);
});

test('who was invited before, and has not signed in, gets the mail again', async () => {
  cognito.on(AdminCreateUserCommand).rejects(EXISTS).on(AdminCreateUserCommand, AGAIN).resolves({});
  expect(await invitations(POOL)({ email: ADA.email })).toBe('mailed');
  expect(sent()).toMatchObject([{}, { Username: 'ada@contoso.com', ...AGAIN }]);
});

test('who has signed in keeps the account, and gets no password by mail', async () => {
  const confirmed = new UnsupportedUserStateException(about);
  cognito.on(AdminCreateUserCommand).rejects(EXISTS).on(AdminCreateUserCommand, AGAIN).rejects(confirmed);
  expect(await invitations(POOL)(ADA)).toBe('has-account');
});

test.each([
  ['the first mail', undefined],
  ['the mail that is sent again', AGAIN],
])('%s that Cognito does not send is an error', async (_title, input) => {
  cognito.on(AdminCreateUserCommand).rejects(EXISTS);
  cognito.on(AdminCreateUserCommand, input).rejects(new CodeDeliveryFailureException(about));
  await expect(invitations(POOL)(ADA)).rejects.toThrow(CodeDeliveryFailureException);
});
