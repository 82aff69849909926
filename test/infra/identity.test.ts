/** Who may sign in, and whose tokens the API takes, as the templates say it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { readTemplates, resolveResources } from '../../infra/local/template/assembly.ts';
import { readDeployment } from '../../infra/local/template/deployment.ts';
import { synthesize } from '../../infra/local/template/synthesize.ts';
import { ENVIRONMENTS } from '../../shared/contract/environment.ts';
import { SCOPES } from '../../shared/contract/scopes.ts';
import { CHOSEN_SETTINGS } from '../support/chosen-settings.ts';
import { loadTemplates, SynthesizedTemplates } from '../support/template.ts';

let templates: SynthesizedTemplates;
beforeAll(async () => {
  templates = await loadTemplates();
}, 60_000);

const only = (type: string) => {
  const [resource, ...others] = templates.ofType(type);
  expect(others).toEqual([]);
  return z.record(z.string(), z.unknown()).parse(resource?.properties);
};
const environmentOf = (name: string) =>
  templates.deployment.functions.find(({ label }) => label === name)?.environment ?? {};

const Raw = z.object({ Resources: z.record(z.string(), z.record(z.string(), z.unknown())) });
async function rawResources(stack: string) {
  return Raw.parse(JSON.parse(await readFile(join(templates.folder, `${stack}.template.json`), 'utf8')))
    .Resources;
}

describe('The user pool', () => {
  test('outlives its stack, and nobody deletes it by mistake', async () => {
    const resources = Object.values(await rawResources('CommunicationsCreditsIdentity'));
    expect(only('AWS::Cognito::UserPool')).toMatchObject({ DeletionProtection: 'ACTIVE' });
    for (const type of ['AWS::Cognito::UserPool', 'AWS::Cognito::UserPoolUser']) {
      expect(resources.filter(({ Type }) => Type === type)).toMatchObject([
        { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' },
      ]);
    }
  });

  test('has only people who were invited, by an address that they have shown to be theirs', () => {
    expect(only('AWS::Cognito::UserPool')).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      UsernameAttributes: ['email'],
      UsernameConfiguration: { CaseSensitive: false },
      AutoVerifiedAttributes: ['email'],
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
      AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
    });
  });

  test('takes passwords of twelve characters, and a second factor that is not a text message', () => {
    expect(only('AWS::Cognito::UserPool')).toMatchObject({
      MfaConfiguration: 'OPTIONAL',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      Policies: { PasswordPolicy: { MinimumLength: 12, TemporaryPasswordValidityDays: 7 } },
    });
  });

  test('asks the pre-token function about the tokens of people and of machines', () => {
    const arn = templates.deployment.functions.find(({ label }) => label === 'pre-token')?.arn;
    expect(only('AWS::Cognito::UserPool')).toMatchObject({
      UserPoolTier: 'ESSENTIALS',
      LambdaConfig: { PreTokenGenerationConfig: { LambdaArn: arn, LambdaVersion: 'V3_0' } },
    });
    const [pool] = templates.ofType('AWS::Cognito::UserPool');
    const permissions = templates.ofType('AWS::Lambda::Permission').map(({ properties }) => properties);
    expect(permissions).toContainEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: arn,
      Principal: 'cognito-idp.amazonaws.com',
      SourceArn: pool?.arn,
    });
  });

  test('invites the first operator, who is in the group of operators', () => {
    expect(only('AWS::Cognito::UserPoolUser')).toMatchObject({
      Username: 'ada@example.com',
      DesiredDeliveryMediums: ['EMAIL'],
      UserAttributes: [
        { Name: 'email', Value: 'ada@example.com' },
        { Name: 'email_verified', Value: 'true' },
      ],
    });
    const [group] = templates.ofType('AWS::Cognito::UserPoolGroup');
    expect(group?.properties).toMatchObject({ GroupName: 'operators' });
    expect(only('AWS::Cognito::UserPoolUserToGroupAttachment')).toMatchObject({
      Username: 'ada@example.com',
    });
  });
});

const Client = z.looseObject({
  CallbackURLs: z.array(z.string()).default([]),
  AllowedOAuthScopes: z.array(z.string()),
});

describe('The clients of the user pool', () => {
  const clientAt = (name: string) => {
    const found = templates
      .ofType('AWS::Cognito::UserPoolClient')
      .find((each) => SynthesizedTemplates.pathOf(each).endsWith(`/SignIn/${name}`));
    return { id: found?.ref, ...Client.parse(found?.properties) };
  };

  test.each(['Console', 'CommandLine'])('%s keeps no secret, and gets tokens for a code only', (name) => {
    expect(clientAt(name)).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'email', 'profile'],
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'],
      EnableTokenRevocation: true,
      PreventUserExistenceErrors: 'ENABLED',
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 60 },
      AccessTokenValidity: 60,
      RefreshTokenValidity: 7 * 24 * 60,
      TokenValidityUnits: { AccessToken: 'minutes', RefreshToken: 'minutes' },
    });
    const styled = templates.ofType('AWS::Cognito::ManagedLoginBranding').map(({ properties }) => properties);
    expect(styled).toContainEqual(
      expect.objectContaining({ ClientId: clientAt(name).id, UseCognitoProvidedValues: true }),
    );
  });

  test('the console is where the API is, and the command line on this machine', () => {
    expect(clientAt('Console').CallbackURLs).toEqual([expect.stringMatching(/\/ApiEndpoint\/$/)]);
    expect(clientAt('CommandLine').CallbackURLs).toEqual(
      JSON.parse(environmentOf('system').CLI_REDIRECT_URIS ?? ''),
    );
    for (const url of clientAt('CommandLine').CallbackURLs) {
      expect(url).toMatch(/^http:\/\/localhost:\d+\/callback$/);
    }
  });

  test('the client of machines has a secret, and is the only one for which tokens of machine clients are issued', () => {
    const clients = ['Console', 'CommandLine', 'Machines'].map(clientAt);
    expect(clients[2]).toMatchObject({ GenerateSecret: true, AllowedOAuthFlows: ['client_credentials'] });
    const withScope = clients.filter(({ AllowedOAuthScopes }) =>
      AllowedOAuthScopes.includes('credits/clients'),
    );
    expect(withScope.map(({ id }) => id)).toEqual([clients[2]?.id]);
    expect(clients[2]?.AllowedOAuthScopes).not.toContain('credits/operator');
  });

  test('the resource server has every scope', () => {
    const { Identifier, Scopes } = only('AWS::Cognito::UserPoolResourceServer');
    const names = z.array(z.object({ ScopeName: z.string() })).parse(Scopes);
    expect(Identifier).toBe('credits');
    expect(names.map(({ ScopeName }) => ScopeName)).toEqual([...SCOPES, 'clients']);
  });

  test('the service says where people sign in, and the console may go there', () => {
    const [pool] = templates.ofType('AWS::Cognito::UserPool');
    const [domain] = templates.ofType('AWS::Cognito::UserPoolDomain');
    expect(domain?.properties).toMatchObject({ Domain: 'communications-credits-000000000000' });
    const issuer = `${pool?.arn}/ProviderURL`;
    expect(environmentOf('system')).toMatchObject({
      ISSUER: issuer,
      CONSOLE_CLIENT_ID: clientAt('Console').id,
      CLI_CLIENT_ID: clientAt('CommandLine').id,
      SIGN_IN_SCOPES: 'openid email profile',
    });
    expect(environmentOf('console').SIGN_IN_ORIGINS).toBe(
      `${issuer} https://${domain?.ref}.auth.us-east-1.amazoncognito.com`,
    );
    expect(environmentOf('members').USER_POOL_ID).toBe(pool?.ref);
  });
});

describe('Settings', () => {
  const synthesized = async (context: Readonly<Record<string, string>>) => {
    const folder = await synthesize(context);
    const parameters = { FirstOperatorEmail: 'ada@example.com' };
    return {
      resources: resolveResources(await readTemplates(folder), parameters),
      deployment: await readDeployment(folder, parameters),
    };
  };

  test('people need a second factor, have pages at a name of their own, and get mail from an own address', async () => {
    const { resources } = await synthesized(CHOSEN_SETTINGS);
    const propertiesOf = (type: string) => resources.find((each) => each.type === type)?.properties;
    expect(propertiesOf('AWS::Cognito::UserPool')).toMatchObject({
      MfaConfiguration: 'ON',
      EmailConfiguration: { EmailSendingAccount: 'DEVELOPER', From: 'credits@contoso.com' },
      AdminCreateUserConfig: {
        InviteMessageTemplate: { EmailMessage: expect.stringContaining('https://credits.contoso.com/') },
      },
    });
    expect(propertiesOf('AWS::ApiGatewayV2::Authorizer')).toMatchObject({
      JwtConfiguration: { Audience: [...Array(3).fill(expect.anything()), 'a-program-of-operators'] },
    });
    expect(propertiesOf('AWS::Cognito::UserPoolDomain')).toMatchObject({ Domain: 'contoso-credits' });
    expect(propertiesOf('AWS::Cognito::UserPoolClient')).toMatchObject({
      CallbackURLs: [expect.anything(), 'https://credits.contoso.com/'],
    });
  });

  test('another issuer takes the place of the user pool, with its audiences and clients', async () => {
    const { resources, deployment } = await synthesized({
      ISSUER: 'https://login.microsoftonline.com/tenant/v2.0',
      AUDIENCES: '["api://credits","credits"]',
      CONSOLE_CLIENT_ID: 'console-at-entra',
      SIGN_IN_SCOPES: 'openid api://credits/.default',
    });
    expect(resources.filter(({ type }) => type.startsWith('AWS::Cognito::'))).toEqual([]);
    const authorizers = deployment.routes.flatMap(({ authorizer }) => authorizer ?? []);
    expect(new Set(authorizers.map((each) => JSON.stringify(each)))).toEqual(
      new Set([
        JSON.stringify({
          issuer: 'https://login.microsoftonline.com/tenant/v2.0',
          audiences: ['api://credits', 'credits'],
        }),
      ]),
    );
    const ofFunction = (name: 'system' | 'members' | 'console') =>
      ENVIRONMENTS[name].parse(deployment.functions.find(({ label }) => label === name)?.environment);
    expect(ofFunction('system')).toMatchObject({
      CONSOLE_CLIENT_ID: 'console-at-entra',
      CLI_REDIRECT_URIS: [],
    });
    expect(ofFunction('members')).toMatchObject({ USER_POOL_ID: '' });
    expect(ofFunction('console')).toMatchObject({
      SIGN_IN_ORIGINS: 'https://login.microsoftonline.com/tenant/v2.0',
    });
  });

  test.each([
    [
      'an issuer without audiences',
      { ISSUER: 'https://issuer.example/', CONSOLE_CLIENT_ID: 'c' },
      'AUDIENCES',
    ],
    [
      'an issuer without a client',
      { ISSUER: 'https://issuer.example/', AUDIENCES: '["a"]' },
      'CONSOLE_CLIENT_ID',
    ],
    ['an issuer without TLS', { ISSUER: 'http://issuer.example/', AUDIENCES: '["a"]' }, 'ISSUER'],
    ['a name that Cognito reserves', { SIGN_IN_DOMAIN: 'my-cognito' }, 'SIGN_IN_DOMAIN'],
    ['another word for MFA', { MFA: 'on' }, 'MFA'],
  ])('%s is refused at synthesis', async (_title, context, setting) => {
    await expect(synthesize(context)).rejects.toThrow(setting);
  });
});
