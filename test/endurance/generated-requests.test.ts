/** Drives every operation of the API document with requests that are made from the document alone. */
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import * as z from 'zod';
import { faultsOf } from '../support/contract/answers.ts';
import { type DocumentedOperation, OPERATIONS } from '../support/contract/document.ts';
import { type PreparedState, prepareState } from '../support/contract/prepared-state.ts';
import {
  type Caller,
  type GeneratedRequest,
  invalidRequests,
  toHttp,
  validRequests,
} from '../support/contract/requests.ts';
import { useLocalStack } from '../support/local-stack.ts';

/** `GENERATED_REQUESTS=2000`: for each operation. */
const REQUESTS = Number(process.env.GENERATED_REQUESTS ?? 40);
/** `GENERATED_SEED=…` repeats a run; a failure prints the seed. */
const SEED = Number(process.env.GENERATED_SEED ?? Date.now() % 2 ** 31);
const MIN_REQUESTS = 2000;

let state: PreparedState;
const stack = useLocalStack(async (started) => {
  state = await prepareState(started);
});

interface Outcome {
  readonly status: number;
  readonly code: string | undefined;
  readonly field: string | undefined;
  /** The codes of records that are refused one by one. */
  readonly rejected: readonly string[];
}

interface Sent extends Outcome {
  readonly operation: string;
  readonly isValid: boolean;
}
const sent: Sent[] = [];

const Coded = z.object({ code: z.string() });
const Answered = z.object({
  code: z.string().optional(),
  field: z.string().optional(),
  rejected: z.array(Coded).default([]),
});

async function tokenOf(caller: Caller, organization: unknown): Promise<Record<string, string>> {
  if (caller === 'nobody') return {};
  const token = await stack().token([caller.scope], caller.isNeighbor ? 'neighbor' : String(organization));
  return { authorization: `Bearer ${token}` };
}

async function send(operation: DocumentedOperation, { caller, parts }: GeneratedRequest): Promise<Outcome> {
  const { method, path, headers, body } = toHttp(operation, parts);
  const response = await fetch(`${stack().url}${path}`, {
    method,
    headers: { ...headers, ...(await tokenOf(caller, parts.path.org)) },
    body: body ?? null,
    redirect: 'manual',
  });
  const received = { status: response.status, headers: response.headers, text: await response.text() };
  expect(faultsOf(operation, received)).toEqual([]);
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  const { code, field, rejected } = Answered.parse(isJson ? JSON.parse(received.text) : {});
  return { status: received.status, code, field, rejected: rejected.map((each) => each.code) };
}

/** Records that do not fit their schema do not refuse the others of their request. */
const isRefused = ({ status, rejected }: Outcome): boolean =>
  status >= 400 || rejected.includes('invalid-record');
/**
 * Fields that descriptions bound by more than a schema says: amounts by what is stored, such as whole minor units of the
 * organization's currency and a cap of at least one recharge; the organization of a trial by the trial; addresses to return to
 * by the deployment.
 */
const BOUND_BEYOND_SCHEMA: Readonly<Record<string, readonly string[]>> = {
  createPurchase: ['amount', 'autoRecharge.amount', 'autoRecharge.threshold', 'returnUrl'],
  openMethodSession: ['returnUrl'],
  renewNextAction: ['returnUrl'],
  refundPurchase: ['amount'],
  createGrant: ['amount', 'expiresAt'],
  extendLot: ['expiresAt'],
  moveCredits: ['amount', 'organization'],
  putAutoRecharge: ['amount', 'threshold', 'monthlyCap'],
  publishRateDeck: ['org'],
  getRevenue: ['month'],
};

const isRefusedAsInvalid = (
  operation: DocumentedOperation,
  { code, field = '', rejected }: Outcome,
): boolean =>
  (code === 'invalid-request' && !BOUND_BEYOND_SCHEMA[operation.id]?.includes(field)) ||
  rejected.includes('invalid-record');

test.each(OPERATIONS.map((operation) => [operation.id, operation] as const))(
  'row 26: %s responds to generated requests as the API document declares',
  async (_id, operation) => {
    const known = { ...state.known, ...state.knownBy[operation.id] };
    const requests = fc.oneof(validRequests(operation, known), invalidRequests(operation, known));
    const property = fc.asyncProperty(requests, async (request) => {
      const outcome = await send(operation, request);
      sent.push({ ...outcome, operation: operation.id, isValid: request.reason === undefined });
      expect(outcome.status < 500 || outcome.code === 'contended').toBe(true);
      if (request.reason === undefined)
        expect([isRefusedAsInvalid(operation, outcome), outcome]).toEqual([false, outcome]);
      else expect([isRefused(outcome), outcome]).toEqual([true, outcome]);
    });
    await fc.assert(property, { numRuns: REQUESTS, seed: SEED, endOnFailure: true });
  },
);

/** Only the payment gateway can sign an event, and only a member can choose the organization: these callers are not. */
const NEVER_ACCEPTED = ['receiveWebhook', 'chooseOrganization'];
/** Without token, body and parameters but headers, a request cannot be wrong. */
const canBeWrong = ({ isSecured, body, parameters }: DocumentedOperation): boolean =>
  isSecured || body !== undefined || parameters.some((each) => each.in !== 'header');

test.each(OPERATIONS.map((operation) => [operation.id, operation] as const))(
  '%s was sent requests that it accepts, and others',
  (id, operation) => {
    const requests = sent.filter((each) => each.operation === id);
    const accepted = requests.filter(({ isValid, status }) => isValid && status < 400);
    expect(accepted.length > 0).toBe(!NEVER_ACCEPTED.includes(id));
    expect(requests.some(({ isValid }) => !isValid)).toBe(canBeWrong(operation));
  },
);

test(`at least ${MIN_REQUESTS} requests were sent`, () => {
  expect(sent.length).toBeGreaterThanOrEqual(MIN_REQUESTS);
});
