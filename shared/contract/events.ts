/** The events of the bus for their subscribers: what each looks like there, as a schema and as a document. */
import * as z from 'zod';
import { EVENTS, type EventAttribute, type EventForm, type EventType } from '../domain/events.ts';
import { ACTOR_KINDS } from '../domain/journal/actor.ts';
import { EVENT_SOURCE } from './environment.ts';

const Id = z.string().min(1);

/** What each form looks like in JSON. */
const FORMS: Readonly<Record<EventForm, { readonly schema: z.ZodType; readonly looks: string }>> = {
  organizationId: { schema: Id, looks: 'id of an organization' },
  userId: { schema: Id, looks: 'id of a user' },
  callId: { schema: Id, looks: 'id of a call' },
  lotId: { schema: Id, looks: 'id of a lot' },
  orderId: { schema: Id, looks: 'id of an order' },
  refundId: { schema: Id, looks: 'id of a refund' },
  disputeId: { schema: Id, looks: 'id of a dispute' },
  invoiceId: { schema: Id, looks: 'id of an invoice' },
  paymentMethodId: { schema: Id, looks: 'id of a payment method' },
  amount: {
    schema: z.string().regex(/^-?(0|[1-9]\d*)\.\d{2,6}$/),
    looks: 'decimal text of 2 to 6 decimals, in major units of the currency',
  },
  currency: { schema: z.string().regex(/^[A-Z]{3}$/), looks: 'ISO 4217 code' },
  instant: {
    schema: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    looks: 'ISO 8601 instant in UTC with milliseconds',
  },
  month: { schema: z.string().regex(/^\d{4}-\d\d$/), looks: 'calendar month in UTC, as `2026-11`' },
  sku: { schema: z.string().regex(/^[A-Z0-9_]+$/), looks: 'SKU of a license' },
  pool: {
    schema: z.string().regex(/^([A-Z]{2}|\*):[A-Z0-9_]+$/),
    looks: 'country (or `*`), a colon and the SKU of the plan',
  },
  code: { schema: z.string().min(1), looks: 'machine-readable word' },
  text: { schema: z.string(), looks: 'text' },
  count: { schema: z.int().min(0), looks: 'whole number' },
  minutes: { schema: z.int().min(0), looks: 'whole number of minutes' },
};

function schemaOf({ form, absentWhen, nullWhen }: EventAttribute): z.ZodType {
  const value = typeof form === 'string' ? FORMS[form].schema : z.literal([...form]);
  const nullable = nullWhen === undefined ? value : value.nullable();
  return absentWhen === undefined ? nullable : nullable.optional();
}

const Actor = z.strictObject({ kind: z.enum(ACTOR_KINDS), id: Id, name: z.string().optional() });

/** The `detail` of an event of this type on the bus: its id, its actor and its attributes, and nothing else. */
export function busDetail(type: EventType): z.ZodType {
  const attributes: Readonly<Record<string, EventAttribute>> = EVENTS[type].attributes;
  const shape = Object.entries(attributes).map(([name, attribute]) => [name, schemaOf(attribute)] as const);
  return z.strictObject({ id: Id, actor: Actor, ...Object.fromEntries(shape) });
}

export const isEventType = (name: string): name is EventType => Object.hasOwn(EVENTS, name);

export const EVENT_TYPES: readonly EventType[] = Object.keys(EVENTS).filter(isEventType);

const INTRODUCTION = `# Events

What this system puts on its EventBridge bus. The file is generated from the rows of \`shared/domain/events.ts\`:
\`npm run write-events\` writes it again, and a test fails while it is stale.

- The source is \`${EVENT_SOURCE}\`, the detail type is the event's type, and the detail has the attributes below.
- Delivery is at least once, in no particular order. Every event has an \`id\` in its detail that stays the same when the event is
  published again: a subscriber that keeps the ids it has handled handles each event once.
- \`actor\` is who brought the event about. Its \`kind\` is one of ${ACTOR_KINDS.map((kind) => `\`${kind}\``).join(', ')};
  \`name\` is absent where there is none.
- An attribute is always there, and never \`null\`, unless its row says otherwise. Further attributes may be added.
`;

/** The catalogue as Markdown. */
export function eventsDocument(): string {
  const contents = EVENT_TYPES.map((type) => `- [${type}](#${type.toLowerCase()})`);
  return [INTRODUCTION, ...contents, ...EVENT_TYPES.map((type) => `\n${section(type)}`), ''].join('\n');
}

function section(type: EventType): string {
  const { emittedWhen, id, actor, attributes, examples } = EVENTS[type];
  const rows = Object.entries<EventAttribute>(attributes).map(
    ([name, attribute]) => `| \`${name}\` | ${formOf(attribute)} | ${meaningOf(attribute)} |`,
  );
  return [
    `## ${type}`,
    '',
    emittedWhen,
    '',
    '| attribute | form | meaning |',
    '|---|---|---|',
    `| \`id\` | text | ${id} |`,
    `| \`actor\` | \`{ kind, id, name? }\` | ${actor} |`,
    ...rows,
    '',
    '```json',
    ...examples.map((example) => JSON.stringify(example, undefined, 2)),
    '```',
  ].join('\n');
}

function formOf({ form }: EventAttribute): string {
  if (typeof form === 'string') return FORMS[form].looks;
  return form.map((value) => `\`${JSON.stringify(value)}\``).join(', ');
}

function meaningOf({ meaning, absentWhen, nullWhen }: EventAttribute): string {
  const absent = absentWhen === undefined ? '' : `; absent when ${absentWhen}`;
  const empty = nullWhen === undefined ? '' : `; \`null\` when ${nullWhen}`;
  return `${meaning}${absent}${empty}`;
}
