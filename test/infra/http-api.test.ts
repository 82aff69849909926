import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { ALL_ROUTES } from '../../shared/contract/routes/all.ts';
import { CALLS } from '../../shared/contract/routes/calls.ts';
import { routeKeyOf } from '../../shared/contract/routes/route.ts';
import { loadTemplates, type SynthesizedTemplates } from '../support/template.ts';

/** Default quota of an account and region, over all its APIs. */
const ACCOUNT_REQUESTS_PER_SECOND = 10_000;
const Throttle = z.object({
  ThrottlingRateLimit: z.number(),
  ThrottlingBurstLimit: z.number(),
  DetailedMetricsEnabled: z.boolean(),
});
const Template = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      DependsOn: z.array(z.string()).optional(),
      Properties: z.record(z.string(), z.unknown()).optional(),
    }),
  ),
});

let templates: SynthesizedTemplates;
beforeAll(async () => {
  templates = await loadTemplates();
}, 60_000);

describe('The HTTP API', () => {
  test('the HTTP API has the routes of the contract, each with its function, and no other', () => {
    const labels = new Map(templates.deployment.functions.map(({ arn, label }) => [arn, label]));
    const deployed = templates.deployment.routes.map(
      ({ routeKey, functionArn }) => `${routeKey} -> ${labels.get(functionArn)}`,
    );
    const declared = ALL_ROUTES.map((route) => `${routeKeyOf(route)} -> ${route.function}`);
    expect(deployed.sort()).toEqual(declared.sort());
  });

  test.each(ALL_ROUTES.map((route) => [routeKeyOf(route), route] as const))(
    '%s asks for a token as it should',
    (key, route) => {
      const deployed = templates.deployment.routes.find(({ routeKey }) => routeKey === key);
      const clients = templates.ofType('AWS::Cognito::UserPoolClient').map(({ ref }) => ref);
      const [pool] = templates.ofType('AWS::Cognito::UserPool');
      const authorizer = { issuer: `${pool?.arn}/ProviderURL`, audiences: clients };
      expect(clients).toHaveLength(3);
      expect(deployed?.authorizer).toEqual(route.access.includes('none') ? undefined : authorizer);
    },
  );

  test('a route is open only where nothing secret is returned without a secret, and nothing changes without a signature', () => {
    const open = templates.deployment.routes.filter(({ authorizer }) => !authorizer);
    expect(open.map(({ routeKey }) => routeKey).sort()).toEqual([
      'GET /',
      'GET /health',
      'GET /v1/docs',
      'GET /v1/openapi.json',
      'GET /v1/sign-in',
      'POST /v1/oauth/token',
      'POST /v1/webhooks/{gateway}',
    ]);
  });

  test('the routes of calls, and each without a token, have throttles of their own, so that a flood leaves calls their share', async () => {
    const [stage] = templates.ofType('AWS::ApiGatewayV2::Stage');
    const settings = z.object({ RouteSettings: z.record(z.string(), Throttle) }).parse(stage?.properties);
    const open = ALL_ROUTES.filter((route) => route.access.includes('none'));
    const calls = Object.values(CALLS);
    const metered = { DetailedMetricsEnabled: true };
    const throttle = { ThrottlingRateLimit: 2000, ThrottlingBurstLimit: 4000, ...metered };
    const openThrottle = { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200, ...metered };
    expect(settings.RouteSettings).toEqual({
      ...Object.fromEntries(calls.map((route) => [routeKeyOf(route), throttle])),
      ...Object.fromEntries(open.map((route) => [routeKeyOf(route), openThrottle])),
    });
    const rates = Object.values(settings.RouteSettings).map(({ ThrottlingRateLimit }) => ThrottlingRateLimit);
    const others = 2000;
    expect(rates.reduce((sum, rate) => sum + rate, others)).toBeLessThanOrEqual(ACCOUNT_REQUESTS_PER_SECOND);
    // Settings of a route that is not there yet are refused.
    const file = join(templates.folder, 'CommunicationsCreditsService.template.json');
    const { Resources } = Template.parse(JSON.parse(await readFile(file, 'utf8')));
    const { DependsOn } =
      Object.values(Resources).find(({ Type }) => Type === 'AWS::ApiGatewayV2::Stage') ?? {};
    const keys = (DependsOn ?? []).map((id) => Resources[id]?.Properties?.RouteKey);
    expect(keys).toEqual(expect.arrayContaining(Object.keys(settings.RouteSettings)));
  });

  test('the HTTP API is throttled and logs every access', () => {
    const [stage] = templates.ofType('AWS::ApiGatewayV2::Stage');
    expect(stage?.properties).toMatchObject({
      AutoDeploy: true,
      AccessLogSettings: { Format: expect.stringContaining('$context.requestId') },
      DefaultRouteSettings: { ThrottlingBurstLimit: 4000, ThrottlingRateLimit: 2000 },
    });
  });
});
