/** The user pool: who may sign in, how, and which function completes their tokens. */
import { Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnUserPoolUser,
  CfnUserPoolUserToGroupAttachment,
  FeaturePlan,
  LambdaVersion,
  ManagedLoginVersion,
  Mfa,
  ResourceServerScope,
  UserPool,
  type UserPoolDomain,
  UserPoolEmail,
  UserPoolGroup,
  UserPoolOperation,
  type UserPoolResourceServer,
} from 'aws-cdk-lib/aws-cognito';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { MACHINES_SCOPE, OPERATOR_GROUP, RESOURCE_SERVER } from '../../shared/contract/identity.ts';
import { SCOPES } from '../../shared/contract/scopes.ts';
import type { Settings } from './settings.ts';

export interface PeopleProps {
  readonly settings: Settings;
  readonly preToken: IFunction;
}

export class People extends Construct {
  readonly pool: UserPool;
  readonly domain: UserPoolDomain;

  constructor(scope: Construct, id: string, { settings, preToken }: PeopleProps) {
    super(scope, id);
    this.pool = new UserPool(this, 'Pool', {
      featurePlan: FeaturePlan.ESSENTIALS,
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      standardAttributes: {
        email: { required: true, mutable: true },
        fullname: { required: false, mutable: true },
      },
      // An address counts once its owner has answered from it: invitations are accepted by it.
      autoVerify: { email: true },
      keepOriginal: { email: true },
      mfa: settings.MFA === 'required' ? Mfa.REQUIRED : Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: { minLength: 12, tempPasswordValidity: Duration.days(7) },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      userInvitation: invitationText(settings.CONSOLE_URL),
      email: mailOf(settings),
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.pool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, preToken, LambdaVersion.V3_0);
    this.domain = this.pool.addDomain('SignIn', {
      cognitoDomain: {
        domainPrefix: settings.SIGN_IN_DOMAIN || `communications-credits-${Aws.ACCOUNT_ID}`,
      },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
  }
}

/** `{username}` is the address, `{####}` the password of the first sign-in. */
function invitationText(consoleUrl: string) {
  const place = consoleUrl ? `at ${consoleUrl}` : 'in the console';
  return {
    emailSubject: 'Your invitation to communications credits',
    emailBody: [
      'You are invited to communications credits.',
      `Sign in ${place} within seven days, as {username}, with the password {####}`,
      'You choose a password of your own there.',
    ].join('<br>'),
  };
}

/** Cognito itself sends 50 mails a day at most. */
const mailOf = ({ SIGN_IN_MAIL_FROM: fromEmail }: Settings): UserPoolEmail =>
  fromEmail === ''
    ? UserPoolEmail.withCognito()
    : UserPoolEmail.withSES({
        fromEmail,
        sesRegion: Aws.REGION,
        sesVerifiedDomain: fromEmail.slice(fromEmail.indexOf('@') + 1),
      });

/** What machines may ask for. The scopes of people come from their roles alone. */
export function addResourceServer(pool: UserPool): UserPoolResourceServer {
  const scopes = [
    ...SCOPES.map((scopeName) => ({ scopeName, scopeDescription: `What routes with ${scopeName} allow` })),
    { scopeName: MACHINES_SCOPE, scopeDescription: 'Tokens for the machine clients of organizations' },
  ];
  return pool.addResourceServer('Api', {
    identifier: RESOURCE_SERVER,
    scopes: scopes.map((scope) => new ResourceServerScope(scope)),
  });
}

/** Cognito sends the invitation. Other operators are put into the group in Cognito. */
export function addFirstOperator(pool: UserPool, email: string): void {
  const scope = Stack.of(pool);
  const group = new UserPoolGroup(scope, 'Operators', {
    userPool: pool,
    groupName: OPERATOR_GROUP,
    description: 'They run the deployment: onboard organizations and publish rate decks.',
  });
  const operator = new CfnUserPoolUser(scope, 'FirstOperator', {
    userPoolId: pool.userPoolId,
    username: email,
    desiredDeliveryMediums: ['EMAIL'],
    userAttributes: [
      { name: 'email', value: email },
      { name: 'email_verified', value: 'true' },
    ],
  });
  operator.applyRemovalPolicy(RemovalPolicy.RETAIN);
  const isOperator = new CfnUserPoolUserToGroupAttachment(scope, 'FirstOperatorInGroup', {
    userPoolId: pool.userPoolId,
    username: email,
    groupName: group.groupName,
  });
  isOperator.addResourceDependency(operator);
}
