import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { synthesize } from '../../infra/local/template/synthesize.ts';
import { SETTINGS, settingsSchema } from '../../shared/contract/environment.ts';
import { CHOSEN_SETTINGS } from '../support/chosen-settings.ts';

describe('Settings from the CDK context', () => {
  test('the default settings are valid', () => {
    expect(settingsSchema().safeParse(SETTINGS).success).toBe(true);
  });

  test.each([
    ['MINIMUM_FUNDING', '-5'],
    ['MINIMUM_FUNDING', '100000.01'],
    ['MAXIMUM_FUNDING', 'plenty'],
    ['DEFAULT_MONTHLY_CAP', ''],
    ['DEPLOYMENT_NAME', 'two words'],
    ['RECHARGES_PER_HOUR', '0'],
    ['FUNDING_LIMITS', 'none'],
    ['LEASE_SECONDS', '86401'],
    ['HOLD_GRACE_SECONDS', '1.5'],
    ['SETTLEMENT_GRACE_HOURS', '48h'],
    ['WARN_DAYS', '0'],
    ['GRANTS_SPENT', 'sometimes'],
    ['LOGS_KEPT_DAYS', '100'],
  ])('%s may not be %s', (name, value) => {
    const { error } = settingsSchema().safeParse({ ...SETTINGS, [name]: value });
    expect(error?.issues.map(({ path }) => path)).toEqual([[name]]);
  });

  test.each([
    ['yen', { yen: { minimum: '1', maximum: '2' } }],
    ['JPY.maximum', { JPY: { minimum: '1' } }],
    ['JPY.minimum', { JPY: { minimum: '3', maximum: '2' } }],
    ['JPY.minimum', { JPY: { minimum: 'few', maximum: '2' } }],
  ])('row 10: the limits of a currency are refused at %s', (place, limits) => {
    const { error } = settingsSchema().safeParse({ ...SETTINGS, FUNDING_LIMITS: JSON.stringify(limits) });
    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([`FUNDING_LIMITS.${place}`]);
  });

  test.each([
    ['callsDays', { callsDays: 399, oldestRecordDays: 30 }],
    ['oldestRecordDays', { callsDays: 500 }],
    ['oldestRecordDays', { callsDays: 500, oldestRecordDays: 496 }],
    ['journalDays', { journalDays: 399 }],
    ['eventsDays', { eventsDays: 0 }],
    ['', { logsDays: 400 }],
  ])('a retention is refused at %s', (place, kept) => {
    const { error } = settingsSchema().safeParse({ ...SETTINGS, RETENTION: JSON.stringify(kept) });
    const path = place === '' ? 'RETENTION' : `RETENTION.${place}`;
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });

  test('settings that are not valid stop the synthesis, each by its name', async () => {
    const context = { SETTLEMENT_GRACE_HOURS: '48h', MINIMUM_FUNDING: '-5' };
    const failure = await synthesize(context).catch(String);
    expect(failure).toMatch(/Settings in the CDK context are not valid/);
    for (const name of Object.keys(context)) expect(failure).toContain(`at ${name}`);
  }, 60_000);
});

test('logs of functions and of the API are kept for as long as the setting says', async () => {
  const folder = await synthesize(CHOSEN_SETTINGS);
  const LogGroups = z.object({
    Resources: z.record(z.string(), z.looseObject({ Type: z.string(), Properties: z.unknown().optional() })),
  });
  const kept: unknown[] = [];
  for (const name of ['Service', 'Identity']) {
    const text = await readFile(join(folder, `CommunicationsCredits${name}.template.json`), 'utf8');
    const resources = Object.values(LogGroups.parse(JSON.parse(text)).Resources);
    const groups = resources.filter(({ Type }) => Type === 'AWS::Logs::LogGroup');
    expect(groups.length).toBeGreaterThan(0);
    kept.push(...groups.map(({ Properties }) => Object(Properties).RetentionInDays));
  }
  expect(new Set(kept)).toEqual(new Set([365]));
}, 60_000);

test('usage that was exported is kept as long as calls, and events as long as the setting says', async () => {
  const folder = await synthesize(CHOSEN_SETTINGS);
  const textOf = (name: string) =>
    readFile(join(folder, `CommunicationsCredits${name}.template.json`), 'utf8');
  const kept = [...(await textOf('Ledger')).matchAll(/"ExpirationInDays": (\d+),\s+"Prefix": "exports\//g)];
  expect(kept.map(([, days]) => days)).toEqual(['500']);
  const service = await textOf('Service');
  expect(service).toMatch(/"RetentionDays": 90/);
  expect(service).toMatch(/"ExpirationInDays": 90/);
}, 60_000);

test('the sandbox cannot be deployed without the setting that allows it', async () => {
  const choices = async (context: Readonly<Record<string, string>> = {}) => {
    const file = join(await synthesize(context), 'CommunicationsCreditsService.template.json');
    const { Parameters } = z
      .object({ Parameters: z.object({ PaymentGateway: z.object({ AllowedValues: z.array(z.string()) }) }) })
      .parse(JSON.parse(await readFile(file, 'utf8')));
    return Parameters.PaymentGateway.AllowedValues;
  };
  expect(await choices()).toEqual(['stripe']);
  expect(await choices(CHOSEN_SETTINGS)).toEqual(['stripe', 'sandbox']);
}, 120_000);

describe('The template refuses a payment gateway without what it needs', () => {
  const Rule = z.object({
    RuleCondition: z.unknown().optional(),
    Assertions: z.array(z.object({ Assert: z.unknown(), AssertDescription: z.string() })),
  });
  let rules: readonly z.infer<typeof Rule>[];
  beforeAll(async () => {
    const file = join(await synthesize(), 'CommunicationsCreditsService.template.json');
    const { Rules } = z
      .object({ Rules: z.record(z.string(), Rule) })
      .parse(JSON.parse(await readFile(file, 'utf8')));
    rules = Object.values(Rules);
  }, 60_000);

  test.each([
    ['stripe', 'PaymentSecretArn'],
    ['sandbox', 'PaymentGatewayUrl'],
  ])('%s needs %s', (gateway, parameter) => {
    const ruleOf = rules.find(
      ({ RuleCondition }) =>
        JSON.stringify(RuleCondition) ===
        JSON.stringify({ 'Fn::Equals': [{ Ref: 'PaymentGateway' }, gateway] }),
    );
    expect(ruleOf?.Assertions[0]?.Assert).toEqual({
      'Fn::Not': [{ 'Fn::Equals': [{ Ref: parameter }, ''] }],
    });
    expect(ruleOf?.Assertions[0]?.AssertDescription).toContain(parameter);
  });
});
