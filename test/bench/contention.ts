/**
 * What callers who ask at once get from one organization: each sends its next request as soon as the last is answered.
 * Every request to a table takes as long as in a region.
 */
import type { Metered } from './database.ts';
import { addDistance, REGION_MILLISECONDS } from './distance.ts';
import { Contended, Organization } from './organization.ts';
import type { Report } from './report.ts';
import { percentile } from './timing.ts';

const CALLERS = [1, 4, 8, 32] as const;
const QUICK_CALLERS = [8, 32] as const;
/** Requests of each caller whose units are counted. */
const COUNTED = 4;

/** The next request of one caller. Throws {@link Contended} when it was refused for that. */
type NextRequest = () => Promise<void>;

interface Kind {
  readonly name: 'authorize' | 'renew';
  /** Prepares one caller. */
  readonly caller: (organization: Organization) => Promise<NextRequest>;
}

const KINDS: readonly Kind[] = [
  {
    name: 'authorize',
    caller: async (organization) => async () => {
      await organization.authorize();
    },
  },
  {
    name: 'renew',
    caller: async (organization) => {
      const call = await organization.authorize();
      let sequence = 0;
      return async () => {
        await organization.renew(call, sequence + 1);
        sequence += 1;
      };
    },
  },
];

interface Load {
  readonly answeredMilliseconds: readonly number[];
  readonly refused: number;
  readonly seconds: number;
  /** Writes of the account that were sent. */
  readonly attempts: number;
}

export async function measureContention(report: Report, metered: Metered, quick: boolean): Promise<void> {
  const distance = addDistance(metered.db.client);
  const attempts = countAttempts(metered);
  for (const kind of KINDS) {
    const perSecond = new Map<number, number>();
    for (const callers of quick ? QUICK_CALLERS : CALLERS) {
      report.progress(`contention: ${kind.name}, ${callers} callers`);
      const organization = await Organization.open(metered, `${kind.name}-${callers}`);
      await organization.buy('900000.00');
      await organization.authorize();
      const requests: NextRequest[] = [];
      for (let caller = 0; caller < callers; caller += 1) requests.push(await kind.caller(organization));
      distance.milliseconds = REGION_MILLISECONDS;
      const load = await sendFor(quick ? 1 : 5, requests, attempts);
      const counted = await metered.meter.measure(() => sendTimes(COUNTED, requests));
      distance.milliseconds = 0;
      perSecond.set(callers, load.answeredMilliseconds.length / load.seconds);
      const name = `contention.${kind.name}.callers-${callers}`;
      const atOne = perSecond.get(1);
      const against = atOne === undefined ? {} : { baseline: atOne };
      report.figure(`${name}.goodput`, perSecond.get(callers) ?? 0, 'calls/s', against);
      reportLoad(report, name, load);
      const answered = callers * COUNTED - counted.result;
      report.figure(`${name}.wru`, counted.writeUnits / Math.max(1, answered), 'WRU');
    }
    const baseline = perSecond.get(8) ?? Number.NaN;
    const most = perSecond.get(32) ?? 0;
    report.figure(`contention.${kind.name}.32-callers-to-8`, most, 'calls/s', { baseline });
  }
}

function reportLoad(report: Report, name: string, load: Load): void {
  const { answeredMilliseconds: answered, refused } = load;
  if (answered.length === 0) throw new Error(`${name}: none of ${refused} requests was answered`);
  report.figure(`${name}.refused`, (100 * refused) / (answered.length + refused), '%');
  report.figure(`${name}.attempts`, load.attempts / answered.length, 'a call');
  report.figure(`${name}.p99`, percentile(answered, 0.99), 'ms', { baseline: percentile(answered, 0.5) });
}

/** Writes of an account that were sent: each attempt at holding money has one. */
function countAttempts({ db }: Metered): { sent: number } {
  const attempts = { sent: 0 };
  db.client.middlewareStack.add(
    (next, context) => async (args) => {
      const isWrite = /^(TransactWrite|Put|Update)/.test(String(context.commandName));
      if (isWrite && JSON.stringify(args.input).includes('"sk":"ACCOUNT"')) attempts.sent += 1;
      return next(args);
    },
    { step: 'initialize', name: 'attempts' },
  );
  return attempts;
}

/** Each caller goes on until the time is over. */
async function sendFor(
  seconds: number,
  callers: readonly NextRequest[],
  attempts: { readonly sent: number },
): Promise<Load> {
  const answeredMilliseconds: number[] = [];
  let refused = 0;
  const sentBefore = attempts.sent;
  const begun = performance.now();
  const ends = begun + seconds * 1000;
  const work = async (next: NextRequest): Promise<void> => {
    while (performance.now() < ends) {
      const asked = performance.now();
      if (await isGranted(next)) answeredMilliseconds.push(performance.now() - asked);
      else refused += 1;
    }
  };
  await Promise.all(callers.map(work));
  const took = (performance.now() - begun) / 1000;
  return { answeredMilliseconds, refused, seconds: took, attempts: attempts.sent - sentBefore };
}

/** Returns the number of refusals. */
async function sendTimes(times: number, callers: readonly NextRequest[]): Promise<number> {
  const refused = await Promise.all(
    callers.map(async (next) => {
      let refusals = 0;
      for (let time = 0; time < times; time += 1) if (!(await isGranted(next))) refusals += 1;
      return refusals;
    }),
  );
  return refused.reduce((sum, refusals) => sum + refusals, 0);
}

/** False when the account stayed contended; any other refusal ends the measurement. */
async function isGranted(next: NextRequest): Promise<boolean> {
  try {
    await next();
    return true;
  } catch (error) {
    if (error instanceof Contended) return false;
    throw error;
  }
}
