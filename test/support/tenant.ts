/** An organization as its administrator drives it: only over HTTP, only by the contract. */
import type { z } from 'zod';
import { Call, CallDecision } from '../../shared/contract/answers/calls.answers.ts';
import { listOf } from '../../shared/contract/answers/fields.answers.ts';
import { FundedPurchase, Lot } from '../../shared/contract/answers/purchases.answers.ts';
import { Balance, Entry } from '../../shared/contract/answers/reports.answers.ts';
import { UsageReceipt } from '../../shared/contract/answers/usage.answers.ts';
import { NUMBERS, SMALL_DECK } from './decks.ts';
import {
  type Answer,
  expectBody,
  insist,
  type LocalStack,
  newKey,
  type RequestOptions,
  request,
} from './local-stack.ts';

export interface Onboarding {
  readonly country?: string;
  readonly currency?: string;
  readonly agreement?: 'MOSA' | 'MCA';
  /** Of the payment method; `null` sets none. */
  readonly token?: string | null;
}

export interface NewUser {
  readonly usageLocation?: string;
  readonly skus?: readonly string[];
  readonly dialOutPolicy?: Readonly<Record<string, string>>;
}

/** What a call costs nothing to say about. */
export interface Usage {
  readonly callId: string;
  readonly startedAt: string;
  readonly durationSeconds: number;
  readonly type?: string;
  readonly to?: string;
  readonly userId?: string;
}

const ADMINISTRATOR = ['billing:read', 'billing:write', 'licenses:write', 'calls:write'];

export async function publishDeck(
  stack: LocalStack,
  options: { csv?: string; from?: string; kind?: string; currency?: string } = {},
): Promise<void> {
  const { csv = SMALL_DECK, from = '2020-01-01T00:00:00Z', kind = 'outbound', currency = 'USD' } = options;
  const query = new URLSearchParams({ currency, effectiveFrom: from, kind });
  const answer = await request(stack, `POST /v1/rate-decks?${query}`, {
    token: await stack.token(['operator']),
    body: csv,
    headers: { 'content-type': 'text/csv' },
  });
  if (answer.status !== 201) throw new Error(`deck: ${JSON.stringify(answer.body)}`);
}

/** Onboards an organization (by default of the US, in USD, MOSA, paying with `tok_visa`). */
export async function onboard(stack: LocalStack, id: string, options: Onboarding = {}): Promise<Tenant> {
  const { country = 'US', currency = 'USD', agreement = 'MOSA', token = 'tok_visa' } = options;
  const operator = await stack.token(['operator']);
  const created = await request(stack, 'POST /v1/organizations', {
    token: operator,
    body: { id, name: id, country, currency, agreement },
  });
  if (created.status !== 201) throw new Error(`organization: ${JSON.stringify(created.body)}`);
  const tenant = new Tenant(stack, id, await stack.token(ADMINISTRATOR, id), operator);
  if (token !== null) await tenant.payWith(token);
  return tenant;
}

export class Tenant {
  readonly stack: LocalStack;
  readonly id: string;
  readonly token: string;
  readonly operator: string;

  constructor(stack: LocalStack, id: string, token: string, operator: string) {
    this.stack = stack;
    this.id = id;
    this.token = token;
    this.operator = operator;
  }

  /** `send('GET /lots')`: a path below the organization's. */
  send(operation: string, options: RequestOptions = {}): Promise<Answer> {
    const [method, path] = operation.split(' ');
    return request(this.stack, `${method} /v1/organizations/${this.id}${path ?? ''}`, {
      token: this.token,
      ...options,
    });
  }

  read<S extends z.ZodType>(schema: S, path: string): Promise<z.output<S>> {
    return expectBody(schema, this.send(`GET ${path}`));
  }

  payWith(token: string): Promise<unknown> {
    const body = { token, billingAddress: { line1: '1 Main Street', city: 'Redmond', country: 'US' } };
    return this.must('PUT /payment-method', { body });
  }

  buy(amount: string, idempotencyKey = newKey(), more: Record<string, unknown> = {}): Promise<Answer> {
    return this.send('POST /purchases', { idempotencyKey, body: { amount, ...more } });
  }

  /** A purchase that must succeed; answers its lot. */
  async fund(amount: string): Promise<z.output<typeof Lot>> {
    const { lot } = await expectBody(FundedPurchase, this.buy(amount));
    return lot;
  }

  /** Adds a user, buying as many licenses as are missing. */
  async user(id: string, { usageLocation = 'US', skus = [], dialOutPolicy }: NewUser = {}): Promise<string> {
    const userPrincipalName = `${id}@${this.id}.example`;
    await this.must('POST /users', {
      body: {
        id,
        userPrincipalName,
        displayName: id,
        usageLocation,
        ...(dialOutPolicy && { dialOutPolicy }),
      },
    });
    for (const sku of skus) {
      if (sku !== 'COMMUNICATIONS_CREDITS') {
        await this.must(`PUT /licenses/${sku}`, { token: this.operator, body: { quantity: 1000 } });
      }
      await this.must(`PUT /users/${id}/licenses/${sku}`);
    }
    return id;
  }

  authorize(callId: string, body: Record<string, unknown>): Promise<z.output<typeof CallDecision>> {
    return expectBody(CallDecision, this.send(`POST /calls/${callId}/authorization`, { body }));
  }

  renew(callId: string, sequence: number, seconds?: number): Promise<z.output<typeof CallDecision>> {
    const body = { sequence, ...(seconds === undefined ? {} : { seconds }) };
    return expectBody(CallDecision, this.send(`POST /calls/${callId}/authorization/renewals`, { body }));
  }

  /** Reports calls, by default of a resource account to Zimbabwe at 0.50 a minute. */
  report(...calls: readonly Usage[]): Promise<z.output<typeof UsageReceipt>> {
    const records = calls.map((call) => ({ type: 'ucap_out', to: NUMBERS.zimbabwe, ...call }));
    return expectBody(UsageReceipt, this.send('POST /usage', { body: { records } }));
  }

  /** Reports many calls as a sender does: in batches, a few at once, and again what was not answered. */
  async reportAll(calls: readonly Usage[], batchSize = 100, lanes = 4): Promise<number> {
    const batches: Usage[][] = [];
    for (let start = 0; start < calls.length; start += batchSize) {
      batches.push(calls.slice(start, start + batchSize));
    }
    const queue = batches.values();
    let taken = 0;
    const lane = async (): Promise<void> => {
      for (const batch of queue) {
        const records = batch.map((call) => ({ type: 'ucap_out', to: NUMBERS.zimbabwe, ...call }));
        const answer = await insist(() => this.send('POST /usage', { body: { records } }));
        const { accepted, duplicates } = await expectBody(UsageReceipt, answer);
        taken += accepted + duplicates;
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    return taken;
  }

  balance(at?: string): Promise<z.output<typeof Balance>> {
    return this.read(Balance, at === undefined ? '/balance' : `/balance?at=${encodeURIComponent(at)}`);
  }

  async lots(): Promise<z.output<typeof Lot>[]> {
    return (await this.read(listOf(Lot), '/lots?limit=200')).items;
  }

  /** Newest first. */
  async ledger(): Promise<z.output<typeof Entry>[]> {
    return (await this.read(listOf(Entry), '/ledger?limit=200')).items;
  }

  call(callId: string): Promise<z.output<typeof Call>> {
    return this.read(Call, `/calls/${callId}`);
  }

  async must(operation: string, options: RequestOptions = {}): Promise<unknown> {
    const { status, body } = await this.send(operation, options);
    if (status >= 300) throw new Error(`${operation}: ${status} ${JSON.stringify(body)}`);
    return body;
  }
}
