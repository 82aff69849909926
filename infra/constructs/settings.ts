/** The settings of a deployment: CDK context, checked before anything is made of it. */
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { prettifyError } from 'zod';
import { SETTINGS, settingsSchema } from '../../shared/contract/environment.ts';
import { retention } from '../../shared/contract/retention.ts';

export type Settings = { readonly [Name in keyof typeof SETTINGS]: string };

/** By app, so that they are checked once and not for each function. */
const known = new WeakMap<object, Settings>();

/** A setting's default, or the CDK context value of the same name. Throws when a setting cannot be what it is. */
export function readSettings(scope: Construct): Settings {
  const app = scope.node.root;
  const settings = known.get(app) ?? checkedSettings(scope);
  known.set(app, settings);
  return settings;
}

function checkedSettings(scope: Construct): Settings {
  const named = Object.entries<string>(SETTINGS).map(([name, value]) => [
    name,
    String(scope.node.tryGetContext(name) ?? value),
  ]);
  const settings: Settings = { ...SETTINGS, ...Object.fromEntries(named) };
  const { error } = settingsSchema().safeParse(settings);
  if (error) throw new Error(`Settings in the CDK context are not valid:\n${prettifyError(error)}`);
  return settings;
}

export const readRetention = (scope: Construct) =>
  retention().parse(JSON.parse(readSettings(scope).RETENTION));

/** The numbers of days are the values of the enumeration. */
export const logRetention = (scope: Construct): RetentionDays => Number(readSettings(scope).LOGS_KEPT_DAYS);
