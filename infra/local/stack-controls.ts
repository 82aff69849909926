import type { Activity } from './activity.ts';
import type { EventBus } from './bus.ts';
import type { LocalFiles } from './files/files.ts';
import type { LocalFunction } from './functions/functions.ts';
import type { Tokens } from './http/tokens.ts';
import { waitUntilIdle } from './idle.ts';
import type { LocalStack } from './local-stack.ts';
import type { Failures } from './streams/failures.ts';
import type { Streams } from './streams/streams.ts';
import type { Deployment } from './template/deployment.ts';
import type { TestClock } from './time/clock.ts';
import { parseDuration } from './time/duration.ts';
import type { Schedules } from './time/schedules.ts';

export interface StackParts {
  readonly deployment: Deployment;
  readonly tokens: Tokens;
  readonly clock: TestClock;
  readonly activity: Activity;
  readonly streams: Streams;
  readonly functions: ReadonlyMap<string, LocalFunction>;
  readonly files: LocalFiles;
  readonly schedules: Schedules;
  readonly bus: EventBus;
  readonly failures: Failures;
}

const IDLE_TIMEOUT_SECONDS = 30;

/** The operations of tests, the demo and `/_local` on a running stack. */
export function createControls(parts: StackParts): Omit<LocalStack, 'url' | 'dynamodb' | 'close'> {
  const { deployment, tokens, clock, activity, streams, schedules, bus, failures, functions, files } = parts;
  const authorizer = deployment.routes.find((route) => route.authorizer)?.authorizer;
  return {
    environmentOf(label) {
      const found = deployment.functions.find((each) => each.label === label);
      if (!found) throw new Error(`There is no function ${label}`);
      return found.environment;
    },
    token(scopes, org, subject) {
      if (!authorizer) throw new Error('No route asks for a token');
      return tokens.sign({ scopes: [...scopes], org, subject }, authorizer);
    },
    now: () => clock.now(),
    setClock: (instant) => clock.set(new Date(instant)),
    advance(text) {
      const duration = parseDuration(text);
      if (!duration) throw new Error(`${text} is not an ISO 8601 duration`);
      return clock.advance(duration);
    },
    resetClock: () => clock.reset(),
    runSchedule: (name) => schedules.run(name),
    idle: (timeoutSeconds = IDLE_TIMEOUT_SECONDS) =>
      waitUntilIdle(activity, [streams, files], timeoutSeconds),
    events: (detailType) => bus.events(detailType),
    failures: () => failures.messages,
    kill: (label) => functionNamed(functions, label).close(),
    heapBytesOf: (label) => functionNamed(functions, label).heapBytes(),
    filesEndpoint: files.endpoint,
    inboxFolder: files.inboxFolder,
    deckFolder: files.deckFolder,
  };
}

function functionNamed(functions: StackParts['functions'], label: string): LocalFunction {
  const found = [...functions.values()].find(({ definition }) => definition.label === label);
  if (!found) throw new Error(`There is no function ${label}`);
  return found;
}
