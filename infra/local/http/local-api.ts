/** `/_local/…`: what only a local stack can do. */
import * as z from 'zod';
import { Instant } from '../../../shared/contract/fields.ts';
import { describeIssuesInWords } from '../../../shared/contract/issue-words.ts';
import type { LocalStack } from '../local-stack.ts';
import {
  BankDisputeRequest,
  BankRefundRequest,
  type GatewayResponse,
  type LocalPayments,
} from '../sandbox/local-payments.ts';
import type { PayPage } from '../sandbox/pay-pages.ts';
import { addDuration, type CalendarDuration, parseDuration } from '../time/duration.ts';
import type { GatewayRequest } from './gateway-event.ts';
import type { RequestHandler } from './http.ts';
import { type HttpResponse, json, type ProblemCode, problem } from './problem.ts';
import { Router } from './router.ts';
import { TokenRequest } from './tokens.ts';

export type LocalControls = Pick<
  LocalStack,
  'token' | 'now' | 'setClock' | 'resetClock' | 'runSchedule' | 'idle' | 'events' | 'failures'
> & {
  /** The environment variables that another program needs to read the tables. */
  readonly tables: Readonly<Record<string, string>>;
  readonly payments: LocalPayments;
  /** The hosted pages of the sandbox gateway, by route. */
  readonly payPages: Readonly<Record<string, PayPage>>;
};

describeIssuesInWords();

type Operation = (
  request: GatewayRequest,
  parameters: Readonly<Record<string, string>>,
) => HttpResponse | Promise<HttpResponse>;

const ClockChange = z.union([
  z.strictObject({ now: Instant }),
  z.strictObject({
    advance: z.string().transform((text, context) => {
      const duration = parseDuration(text);
      if (duration) return duration;
      context.addIssue({ code: 'custom', message: 'an ISO 8601 duration such as P13M' });
      return z.NEVER;
    }),
  }),
]);
const IdleQuery = z.object({ timeoutSeconds: z.coerce.number().positive().max(600).default(30) });
const EventsQuery = z.object({ type: z.string().optional() });

const GatewayRefusal = z.object({ detail: z.string() });

/** A request that is refused with this problem. */
class Refused extends Error {
  readonly code: ProblemCode;
  readonly members: Record<string, unknown>;

  constructor(code: ProblemCode, members: Record<string, unknown>) {
    super(code);
    this.code = code;
    this.members = members;
  }
}

export function createLocalApi(controls: LocalControls): RequestHandler {
  const router = new Router<Operation>(Object.entries(defineOperations(controls)));
  return async (request) => {
    const match = router.find(request.method, request.path);
    if (!match) return problem('not-found', request.path);
    try {
      return await match.target(request, match.parameters);
    } catch (error) {
      if (error instanceof Refused) return problem(error.code, request.path, error.members);
      throw error;
    }
  };
}

function defineOperations(controls: LocalControls): Record<string, Operation> {
  const showClock = (now: Date): HttpResponse => json({ now: now.toISOString() });
  const showList = (items: readonly unknown[]): HttpResponse => json({ items, nextCursor: null });
  return {
    'POST /_local/tokens': async (request) => {
      const { scopes, org, subject } = parse(TokenRequest, bodyOf(request));
      return json({ token: await controls.token(scopes, org, subject) });
    },
    'GET /_local/clock': () => showClock(controls.now()),
    'DELETE /_local/clock': () => showClock(controls.resetClock()),
    'POST /_local/clock': (request) => {
      const change = parse(ClockChange, bodyOf(request));
      return showClock(
        controls.setClock('now' in change ? change.now : moveClock(controls.now(), change.advance)),
      );
    },
    'POST /_local/schedules/{name}/run': async (_request, { name = '' }) => {
      const run = controls.runSchedule(name);
      if (!run) throw new Refused('not-found', { detail: `There is no schedule ${name}.` });
      return json(await run);
    },
    'GET /_local/idle': async (request) => {
      const { timeoutSeconds } = parse(IdleQuery, queryOf(request));
      if (!(await controls.idle(timeoutSeconds))) throw new Refused('not-idle', { timeoutSeconds });
      return json({ idle: true });
    },
    'GET /_local/events': (request) => showList(controls.events(parse(EventsQuery, queryOf(request)).type)),
    'POST /_local/pay/disputes': async (request) =>
      showPayment(await controls.payments.dispute(parse(BankDisputeRequest, bodyOf(request)))),
    'POST /_local/pay/refunds': async (request) =>
      showPayment(await controls.payments.refund(parse(BankRefundRequest, bodyOf(request)))),
    'GET /_local/tables': () => json(controls.tables),
    'GET /_local/failures': () => showList(controls.failures()),
    ...Object.fromEntries(Object.entries(controls.payPages).map(([route, page]) => [route, answerOf(page)])),
  };
}

/** Of a page for people, which may have been sent a form. */
const answerOf =
  (page: PayPage): Operation =>
  (request, { id = '' }) =>
    page(id, new URLSearchParams(request.body.toString('utf8')));

/** Throws Refused outside of the years that an instant may have, where no function could read its own clock. */
function moveClock(from: Date, duration: CalendarDuration): string {
  const to = addDuration(from, duration);
  const { data } = Instant.safeParse(Number.isNaN(to.getTime()) ? '' : to.toISOString());
  if (data !== undefined) return data;
  const detail = 'too long: the clock stays in the years 2000 to 9999';
  throw new Refused('invalid-request', { errors: [{ field: 'advance', detail }] });
}

/** The result at the sandbox gateway. Throws Refused when the gateway refuses. */
function showPayment({ status, body }: GatewayResponse): HttpResponse {
  if (status === 404) throw new Refused('not-found', { detail: 'There is no such charge at the gateway.' });
  if (status >= 300) {
    const { data } = GatewayRefusal.safeParse(body);
    throw new Refused('invalid-request', { detail: data?.detail ?? 'The gateway refuses this.' });
  }
  return json(body);
}

function parse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.map(({ path, message }) => ({
    field: path.length > 0 ? path.join('.') : 'body',
    detail: message,
  }));
  throw new Refused('invalid-request', { errors });
}

function bodyOf(request: GatewayRequest): unknown {
  try {
    return JSON.parse(request.body.toString('utf8') || '{}');
  } catch {
    throw new Refused('invalid-request', { errors: [{ field: 'body', detail: 'not valid JSON' }] });
  }
}

const queryOf = (request: GatewayRequest): unknown => Object.fromEntries(new URLSearchParams(request.query));
