/** Runs on this machine what would be deployed: the resources of the templates, with the deployed bundles. */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { INLINE_SOURCE_MAPS } from '../stack-trace/source-maps.ts';
import { Activity } from './activity.ts';
import { EventBus } from './bus.ts';
import { type DynamoDbAddress, startDynamoDb } from './dynamodb/dynamodb.ts';
import { createTables } from './dynamodb/tables.ts';
import { type LocalFiles, startFiles } from './files/files.ts';
import { type LocalFunction, prepareFunctions } from './functions/functions.ts';
import { bundleWorker } from './functions/worker-source.ts';
import { createGateway } from './http/gateway.ts';
import { listen, type RequestHandler, type Site } from './http/http.ts';
import { createLocalApi } from './http/local-api.ts';
import { Tokens } from './http/tokens.ts';
import { issuerUrl } from './issuer/configuration.ts';
import { type LocalIdentity, startIdentity } from './issuer/identity.ts';
import type { LocalStack, LocalStackOptions } from './local-stack.ts';
import { localParameters, webhookUrlOf } from './parameters.ts';
import { objectCreated, Rules, type RulesOptions } from './rules.ts';
import { paymentsAt } from './sandbox/local-payments.ts';
import { startSandboxGateway } from './sandbox/sandbox-gateway.ts';
import { createControls } from './stack-controls.ts';
import { Checkpoints } from './streams/checkpoints.ts';
import { Failures } from './streams/failures.ts';
import { Streams, type StreamsOptions } from './streams/streams.ts';
import { type Deployment, readDeployment } from './template/deployment.ts';
import { synthesize } from './template/synthesize.ts';
import { TestClock } from './time/clock.ts';
import { Schedules } from './time/schedules.ts';

/** Longer than anybody looks at a breakpoint. */
const NO_TIMEOUT_SECONDS = 24 * 3600;
const DEFAULT_SHARDS = 4;
/** The issuer of a user pool's tokens. */
const ISSUER_ATTRIBUTE = 'AWS::Cognito::UserPool.ProviderURL';
const EVENT_BRIDGE_PATH = '/_local/eventbridge';
const USER_POOL_PATH = '/_local/cognito';

/** The parts that were started, to be stopped in the opposite order. */
class Started {
  readonly #stops: (() => unknown)[] = [];

  add<T>(part: T, stop: (part: T) => unknown): T {
    this.#stops.push(() => stop(part));
    return part;
  }

  async stop(): Promise<void> {
    for (let stop = this.#stops.pop(); stop; stop = this.#stops.pop()) await stop();
  }
}

/** Throws, with nothing left running, when any part cannot be started. */
export async function startLocalStack(options: LocalStackOptions = {}): Promise<LocalStack> {
  const started = new Started();
  try {
    return await start(options, started);
  } catch (error) {
    await started.stop();
    throw error;
  }
}

/** Starts the slow parts at once. When one fails, the others are awaited, so that they can be stopped. */
async function startSlowParts(
  options: LocalStackOptions,
  dataFolder: string | undefined,
  started: Started,
  site: Promise<Site>,
  onError: (error: unknown) => void,
) {
  const slow = [
    synthesize(options.debug ? { ...options.context, [INLINE_SOURCE_MAPS]: 'true' } : options.context),
    options.dynamodb ?? startDatabase(dataFolder, started),
    listen(options.port ?? 0, site, onError).then((listener) =>
      started.add(listener, () => listener.close()),
    ),
  ] as const;
  await Promise.allSettled(slow);
  return Promise.all(slow);
}

async function startDatabase(dataFolder: string | undefined, started: Started): Promise<DynamoDbAddress> {
  const dynamodb = await startDynamoDb({ folder: dataFolder && join(dataFolder, 'dynamodb') });
  return started.add(dynamodb, () => dynamodb.close());
}

async function start(options: LocalStackOptions, started: Started): Promise<LocalStack> {
  const { shards = DEFAULT_SHARDS } = options;
  const dataFolder = options.dataFolder === undefined ? undefined : resolve(options.dataFolder);
  if (dataFolder) await mkdir(dataFolder, { recursive: true });
  const log = options.log ?? (() => undefined);
  const onError = (error: unknown): void =>
    log('local stack', error instanceof Error ? (error.stack ?? '') : '');
  const site = Promise.withResolvers<Site>();

  const slow = await startSlowParts(options, dataFolder, started, site.promise, onError);
  const [assembly, dynamodb, listener] = slow;
  const clock = new TestClock();
  const sandbox = await startSandbox(listener.url, clock, started);
  const issuer = issuerUrl(listener.url);
  const read = await readDeployment(
    assembly,
    localParameters(sandbox.url),
    new Map([[ISSUER_ATTRIBUTE, issuer]]),
  );
  const deployment = options.hasTimeouts === false ? withoutTimeouts(read) : read;
  const activity = new Activity();
  const bus = new EventBus(clock);
  const failures = new Failures();
  const tokens = await Tokens.open(dataFolder);
  const checkpoints = started.add(await Checkpoints.open({ dataFolder, shards }), (opened) => opened.close());
  const streamArns = await createTables(dynamodb, deployment.tables);
  const { inboxFolder } = options;
  const files = await startFiles({ dataFolder, inboxFolder, now: () => clock.now(), onError });
  started.add(files, () => files.close());
  const functions = prepareFunctions(deployment.functions, {
    workerSource: await bundleWorker(),
    clock,
    activity,
    dynamodb,
    eventBridgeEndpoint: `${listener.url}${EVENT_BRIDGE_PATH}`,
    filesEndpoint: files.endpoint,
    userPoolEndpoint: `${listener.url}${USER_POOL_PATH}`,
    log,
    debug: options.debug,
  });
  started.add(functions, () => Promise.all([...functions.values()].map((each) => each.close())));

  const working = { deployment, functions, failures, activity };
  const reading = { ...working, dynamodb, streamArns, checkpoints, shards, onError };
  const { streams, schedules } = startBackground(reading, clock, started, options);
  startRules(files, working, clock, started);
  const controls = createControls({ ...working, tokens, clock, streams, schedules, bus, files });
  const tables = tablesOf(deployment, dynamodb);
  // First of all the stack stops taking requests.
  started.add(listener, () => listener.close());
  const localApi = createLocalApi({
    ...controls,
    tables,
    payments: paymentsAt(sandbox.url),
    payPages: sandbox.pages,
  });
  site.resolve(siteOf({ ...working, url: listener.url, tokens, clock, onError, bus, localApi }, options));
  return { ...controls, url: listener.url, dynamodb, close: () => started.stop() };
}

/** Objects that are created in the bucket of files are events from now on. */
function startRules(
  files: LocalFiles,
  working: RulesOptions & WithBuckets,
  clock: TestClock,
  started: Started,
): void {
  const rules = started.add(new Rules(working), (opened) => opened.stop());
  const bucket = working.deployment.buckets.find(({ hasEvents }) => hasEvents)?.name;
  if (bucket === undefined) throw new Error('The template has no bucket whose objects are events');
  files.watch((object) =>
    rules.deliver(objectCreated(object, { bucket, storedAt: clock.at(object.modifiedAt) })),
  );
}

interface WithBuckets {
  readonly deployment: Pick<Deployment, 'buckets'>;
}

/** Streams are read from now on. Schedules run by the clock only if the options ask for it. */
function startBackground(
  reading: StreamsOptions,
  clock: TestClock,
  started: Started,
  options: LocalStackOptions,
) {
  const streams = started.add(new Streams(reading), (opened) => opened.stop());
  streams.start();
  const { deployment, functions } = reading;
  const schedules = started.add(new Schedules(deployment.schedules, functions, clock), (opened) =>
    opened.stop(),
  );
  if (options.schedules === 'timed') schedules.start();
  return { streams, schedules };
}

function withoutTimeouts(deployment: Deployment): Deployment {
  const functions = deployment.functions.map((each) => ({ ...each, timeoutSeconds: NO_TIMEOUT_SECONDS }));
  return { ...deployment, functions };
}

/** The environment of a function that uses both tables. */
function tablesOf({ functions }: Deployment, { endpoint }: DynamoDbAddress): Record<string, string> {
  const { environment = {} } = functions.find(({ label }) => label === 'settle') ?? {};
  const { LEDGER_TABLE = '', CALLS_TABLE = '' } = environment;
  return { AWS_ENDPOINT_URL_DYNAMODB: endpoint, LEDGER_TABLE, CALLS_TABLE };
}

interface SiteParts {
  readonly url: string;
  readonly deployment: Deployment;
  readonly functions: ReadonlyMap<string, LocalFunction>;
  readonly tokens: Tokens;
  readonly clock: TestClock;
  readonly bus: EventBus;
  readonly localApi: RequestHandler;
  readonly onError: (error: unknown) => void;
}

/** Everything that the listener passes requests to. */
function siteOf(parts: SiteParts, { people = [], hasTimeouts }: LocalStackOptions): Site {
  const { deployment, functions, tokens, clock } = parts;
  const { userPool: pool, routes } = deployment;
  const identity = pool && startIdentity({ ...parts, pool, people });
  const maxIntegrationSeconds = hasTimeouts === false ? NO_TIMEOUT_SECONDS : undefined;
  const gateway = createGateway({ routes, functions, tokens, clock, maxIntegrationSeconds });
  return { handle: requestHandler({ ...parts, identity, gateway }), mount: identity?.mount };
}

interface Endpoints {
  readonly bus: EventBus;
  readonly identity: LocalIdentity | undefined;
  readonly localApi: RequestHandler;
  readonly gateway: RequestHandler;
}

/** The event bus, the user pool, the controls of the stack, and the API, by path. */
function requestHandler({ bus, identity, localApi, gateway }: Endpoints): RequestHandler {
  return (request) => {
    if (request.path.startsWith(EVENT_BRIDGE_PATH)) return Promise.resolve(bus.handle(request));
    if (identity && request.path.startsWith(USER_POOL_PATH)) return identity.userPoolApi(request);
    return request.path.startsWith('/_local/') ? localApi(request) : gateway(request);
  };
}

/** The signatures of its webhook events have the time of the test clock. */
async function startSandbox(listenerUrl: string, clock: TestClock, started: Started) {
  const now = () => clock.now().getTime();
  const pagesUrl = `${listenerUrl}/_local/pay`;
  const sandbox = await startSandboxGateway({ webhookUrl: webhookUrlOf(listenerUrl), pagesUrl, now });
  return started.add(sandbox, () => sandbox.close());
}
