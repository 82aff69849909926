/** Reads every commit, applies it to the model, and compares what was written with the model. */
import type { AutoRecharge } from '../../../shared/domain/credits/account.ts';
import { readAccount } from '../../../shared/store/credits/account-item.ts';
import { keys } from '../../../shared/store/table/keys.ts';
import { readOutbox } from '../../../shared/store/table/outbox.ts';
import { differenceFromCatalogue } from '../../support/catalogued-events.ts';
import type { Request } from '../core/clients.ts';
import type { Invocation } from '../core/scheduler.ts';
import type { Answer } from '../core/system.ts';
import type { Tally } from '../core/tally.ts';
import { CALLS, type Commit, type World } from '../core/world.ts';
import type { ItemChange } from '../stand-in/tables.ts';
import {
  GATEWAY,
  type ModelBy,
  orderIn,
  requireActors,
  requireEntryActors,
  requireEventActor,
} from './actors.ts';
import { requireGate } from './authorizations.ts';
import { type CallContext, reverseCall, settleCalls } from './calls.ts';
import { changesOf, type ModelReversal } from './changes.ts';
import { type ModelPrice, publishedPrice } from './charges.ts';
import { requireAccount, requireEntries, requirePools } from './comparisons.ts';
import { operate, requireMovesAreWhole } from './grants.ts';
import {
  type Held,
  heldBy,
  isOfGate,
  isRenewal,
  liveAt,
  minus,
  requireCovered,
  requireEnoughHeld,
  requireSum,
  sumOf,
  totalAt,
} from './held-money.ts';
import { requireUnclaimed } from './invariants.ts';
import {
  type CallImage,
  DeckImage,
  DisputeImage,
  EntryImage,
  MethodsImage,
  OrderImage,
  PostpaidInvoiceImage,
  RefundImage,
  UserImage,
} from './items.ts';
import type { ModelUser } from './minutes.ts';
import { type GrantIntent, type ModelCall, ModelOrganization } from './organization.ts';
import { callsTouched, imageOf, requireEntryOfCalls, requirePages } from './pages.ts';
import type { ModelDeck, ModelRate } from './prices.ts';
import {
  configure,
  dueAmount,
  hourFullUntil,
  type RechargeIntent,
  resume,
  stopWaiting,
  waitForHour,
  waitForNextMonth,
} from './recharge.ts';
import { beforeTakeover, requireTakeover } from './takeovers.ts';
import { require, requireSame } from './violation.ts';
import type { MethodIntent } from './wallet.ts';

/** The request of a function, where its writes alone do not show it. */
export interface Intent {
  readonly recharge?: RechargeIntent;
  readonly terms?: { readonly status?: string; readonly payAsYouGo?: boolean };
  readonly deck?: readonly ModelRate[];
  readonly grant?: GrantIntent;
  readonly method?: MethodIntent;
  /** The `Idempotency-Key`. */
  readonly request?: string;
  /** For how long a call asks. */
  readonly seconds?: number;
  /** Which call asks. */
  readonly call?: string;
  readonly by?: ModelBy;
}

const KEYED: ReadonlySet<string> = new Set(['purchase', 'refund', 'voidCall', 'correctCall']);
/** A correction to what the call is already changes nothing that the journal has. */
const MADE_ONCE: ReadonlySet<string> = new Set(['purchase', 'refund', 'voidCall']);
/** The gateway declined what was ordered, or asked for, before. */
const DECLINED: ReadonlySet<string> = new Set(['payment-declined', 'refund-declined']);

export class Model {
  readonly organizations = new Map<string, ModelOrganization>();
  /** Published while nothing else goes on: every function that runs later knows them all. */
  readonly decks: ModelDeck[] = [];
  /** Every event that was committed, by id. */
  readonly events = new Map<string, string>();
  readonly intents = new WeakMap<object, Intent>();
  /** The effect of each request, however often it was sent. */
  readonly #made = new Map<string, string>();
  readonly #begun = new WeakMap<Invocation, ReadonlyMap<string, number>>();
  /** By function of the gate: what it has changed, and what it has added to what is held beside leases. */
  readonly #gate = new WeakMap<
    Invocation,
    { organization: ModelOrganization; changes: number; held: Held }
  >();
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
    world.listeners.push((commit) => this.#observe(commit));
  }

  organization(id: string): ModelOrganization {
    const known = this.organizations.get(id) ?? new ModelOrganization(id);
    this.organizations.set(id, known);
    return known;
  }

  /** A function begins: its request, and the state at that moment. */
  begin(invocation: Invocation, intent: Intent | undefined): void {
    if (intent) this.intents.set(invocation, intent);
    const changes = [...this.organizations].map(([id, organization]) => [id, organization.changes] as const);
    this.#begun.set(invocation, new Map(changes));
  }

  /** A function has ended. Nothing is left held by a request that went well. */
  end(invocation: Invocation): void {
    const { organization, held = {} } = this.#gate.get(invocation) ?? {};
    const left = liveAt(held, this.#world.clock.now());
    if (Object.keys(left).length === 0) return;
    if (invocation.hasLost) this.#world.tally.count('hold left by a request that failed');
    else require(false, 'a request leaves nothing held beside its lease', { id: organization?.id, left });
  }

  /** A request has its last answer: what it changed is in its journal, what was refused is not. */
  answered({ operation, request, intent }: Request, { status, body }: Answer): void {
    const organization = this.organizations.get(request.params?.org ?? '');
    if (!organization) return;
    const rows = organization.journal.rowsOf(intent?.request ?? '');
    const { code } = Object(body);
    const isRefused = status >= 400 && !DECLINED.has(code);
    const about = { operation, status, code, intent, rows };
    if (KEYED.has(operation) && isRefused) require(rows === 0, 'what was refused is in no journal', about);
    if (MADE_ONCE.has(operation) && !isRefused) require(rows > 0, 'what was made is in the journal', about);
  }

  #observe(commit: Commit): void {
    for (const change of commit.changes) this.#note(change, commit.invocation);
    requireMovesAreWhole(commit.changes);
    const groups = Map.groupBy(commit.changes, ({ key }) => organizationOf(key.pk));
    for (const [id, changes] of groups) {
      if (id === undefined) this.#published(commit, changes);
      else this.#happened(this.organization(id), commit, changes);
    }
  }

  #note({ before, after }: ItemChange, invocation: Invocation): void {
    const earlier = new Set(readOutbox(before ?? {}).map(({ id }) => id));
    const { by } = this.intents.get(invocation) ?? {};
    for (const { id, ...event } of readOutbox(after ?? {})) {
      if (earlier.has(id)) continue;
      // A call that is denied twice in one millisecond was denied once, for its subscribers.
      const detail = JSON.stringify(event.detail);
      const isSameDenial = event.type === 'CallDenied' && this.events.get(id) === detail;
      require(isSameDenial || !this.events.has(id), 'an event is committed once', { id, event });
      const difference = differenceFromCatalogue(event.type, { id, ...event.detail });
      require(difference === undefined, 'an event is as the catalogue for subscribers has it', {
        difference,
      });
      requireEventActor(event, after?.type, by);
      this.events.set(id, detail);
    }
  }

  #published({ invocation }: Commit, changes: readonly ItemChange[]): void {
    for (const { key, before, after } of changes) {
      if (key.pk !== 'DECKS' || !key.sk.startsWith('LISTED#') || before) continue;
      const { kind, effectiveFrom } = DeckImage.parse(after);
      const rows = this.intents.get(invocation)?.deck ?? [];
      if (kind === 'outbound') this.decks.push({ effectiveFrom, published: this.decks.length, rows });
    }
  }

  #happened(organization: ModelOrganization, commit: Commit, changes: readonly ItemChange[]): void {
    organization.changes += 1;
    const { invocation } = commit;
    const now = new Date(commit.at).toISOString();
    const leases = organization.leases();
    const place = beforeTakeover(organization);
    const has = (prefix: string) => changes.filter(({ key }) => key.sk.startsWith(prefix));
    this.#intended(organization, commit, changes);
    for (const change of has('USER#')) this.#userChanged(organization, change, has('POOLS#'), now);
    for (const { key, before, after } of has('ORDER#')) {
      const order = OrderImage.parse(after);
      const id = key.sk.slice('ORDER#'.length);
      const isAsked = order.waitsUntil !== undefined && order.status === 'pending';
      const isReported = readOutbox(after ?? {}).some(({ type }) => type === 'RechargeNeedsPayer');
      if (before && isAsked) organization.payerAsked(id, order, { now, isReported });
      if (before) organization.orderMoved(id, order, order.finishedAt ?? now);
      else {
        this.#requireOnce(invocation, id);
        organization.ordered(id, order);
      }
    }
    for (const { key, before, after } of has('REFUND#')) {
      const refund = RefundImage.parse(after);
      const id = key.sk.slice('REFUND#'.length);
      if (before) organization.refundMoved(id, refund);
      else {
        this.#requireOnce(invocation, id);
        organization.refundBegan(id, refund);
      }
    }
    requireTakeover(organization, place, changes);
    for (const change of has('DISPUTE#')) disputeChanged(organization, change, this.#world.tally);
    const { settled, reversals } = this.#callsChanged(organization, commit, changes);
    const entries = has('ENTRY#').map(({ after }) => EntryImage.parse(after));
    for (const { key, before } of has('BOOKING#')) {
      require(!before, 'a booking is never rewritten', { key });
      this.#requireOnce(invocation, key.sk);
    }
    operate(organization, { entries, changes }, this.intents.get(invocation)?.grant);
    const reversed = entries.some(({ type }) => REVERSALS.has(type));
    for (const { type, at, reference } of entries) {
      if (type === 'forfeiture' && !reversed) organization.forfeited(String(reference.lot), at);
    }
    for (const { after } of has('INVOICE#'))
      if (after?.kind === 'postpaid') monthInvoiced(organization, after);
    this.#journalled(organization, commit, changes, reversals);
    requireEntryActors(entries, changes, {
      ...this.intents.get(invocation),
      hasReversed: reversals.length > 0,
    });
    requireEntries(organization, entries, has('ENTRY#'));
    for (const [index, { key }] of has('ENTRY#').entries()) {
      const entry = entries[index];
      if (entry) requireEntryOfCalls(entry, Number(key.sk.slice('ENTRY#'.length)), settled);
    }
    requirePools(organization, has('POOLS#'));
    this.#heldChanged(organization, commit, { leases, account: has('ACCOUNT')[0] });
    for (const { after } of has('ACCOUNT')) if (after) requireAccount(organization, readAccount(after), now);
    requireUnclaimed(organization);
  }

  /** Auto-recharge that a purchase switches on is by who ordered the purchase, however its outcome came in. */
  #journalled(
    { id, journal }: ModelOrganization,
    { invocation }: Commit,
    changes: readonly ItemChange[],
    reversals: readonly ModelReversal[],
  ): void {
    const { by } = this.intents.get(invocation) ?? {};
    const { actor } = orderIn(changes) ?? {};
    requireActors(changes, by);
    const { method } = this.intents.get(invocation) ?? {};
    const made = changesOf(id, changes, { reversals, method });
    journal.add(
      changes,
      made.map((change) => {
        const isOrdered = change.kind === 'auto-recharge.changed' && actor !== undefined;
        // A card that was entered to pay an order is by who ordered it.
        const isEntered = change.kind === 'payment-methods.changed' && !method;
        if (isEntered) return { ...change, by: { actor: actor ?? GATEWAY } };
        return { ...change, by: isOrdered ? { actor } : by };
      }),
    );
  }

  /** Whatever is held changes with the leases; only the gate, which holds money first, may be ahead of them. */
  #heldChanged(
    organization: ModelOrganization,
    { invocation, at }: Commit,
    { leases, account }: { readonly leases: Held; readonly account: ItemChange | undefined },
  ): void {
    const now = new Date(at).toISOString();
    const was = account?.before ? heldBy(readAccount(account.before)) : {};
    const is = account?.after ? heldBy(readAccount(account.after)) : {};
    const changed = sumOf(is, minus(was));
    const beside = liveAt(sumOf(changed, leases, minus(organization.leases())), now);
    organization.excess = liveAt(sumOf(organization.excess, beside), now);
    if (account?.after) requireSum(account.after);
    requireEnoughHeld(organization, now);
    if (!isOfGate(invocation)) {
      requireSame('what is held changes with the leases', beside, {}, { id: organization.id, now });
      return;
    }
    const known = this.#gate.get(invocation) ?? { organization, changes: 0, held: {} };
    this.#gate.set(invocation, { organization, changes: known.changes + 1, held: sumOf(known.held, beside) });
    if (Object.values(liveAt(is, now)).some((micros) => micros < 0)) {
      this.#world.tally.count('hold below zero until an instant');
    }
    if (totalAt(changed, now) < 0) this.#world.tally.count('hold taken back');
    if (totalAt(changed, now) <= 0) return;
    const { call = '' } = this.intents.get(invocation) ?? {};
    const { lease } = organization.calls.get(call)?.image ?? {};
    const startedAt = isRenewal(invocation) ? lease?.authorizedAt : undefined;
    const since = new Date(invocation.startedAt).toISOString();
    requireCovered(organization, is, { since, now, startedAt });
  }

  /** A repeated request has no second effect. */
  #requireOnce(invocation: Invocation, id: string): void {
    const { request } = this.intents.get(invocation) ?? {};
    if (request === undefined) return;
    const known = this.#made.get(request) ?? id;
    requireSame('a request has its effect once', id, known, { request });
    this.#made.set(request, known);
  }

  /** Settings change the account alone; only the function that wrote it shows why. */
  #intended(organization: ModelOrganization, { invocation }: Commit, changes: readonly ItemChange[]): void {
    const account = changes.find(({ key }) => key.sk === 'ACCOUNT');
    if (!account?.after) return;
    const { before, after } = account;
    const { recharge, terms } = this.intents.get(invocation) ?? {};
    const is = readAccount(after);
    if (!before) organization.terms.agreement = is.terms.agreement;
    if (recharge) configure(organization.recharge, recharge);
    if (terms) organization.terms = { ...organization.terms, ...terms };
    const profile = changes.find(({ key }) => key.sk === 'PROFILE');
    if (before && profile) this.#methodsChanged(organization, invocation, profile);
    const was = before && readAccount(before).recharge;
    const isAlone = changes.length === 1 && recharge === undefined;
    if (isAlone && was?.status === 'backing-off' && is.recharge.status === 'idle') {
      const { retryAt = '' } = organization.recharge;
      require(retryAt <= this.#world.clock.now(), 'a back-off lasts until its end', { retryAt });
      stopWaiting(organization.recharge);
    }
    this.#heldBack(organization, invocation, changes, { was, is: is.recharge });
  }

  /** By a person, or by a page of the gateway. Either lets auto-recharge go on that has stopped. */
  #methodsChanged(organization: ModelOrganization, invocation: Invocation, profile: ItemChange): void {
    const { method } = this.intents.get(invocation) ?? {};
    if (!method && !changesMethods(profile)) return;
    const { paymentMethods = [] } = MethodsImage.parse(profile.after);
    const { recharge, wallet } = organization;
    if (!method) wallet.keep(paymentMethods);
    if (!method || wallet.change(method, paymentMethods)) resume(recharge);
  }

  /** The decision against a recharge: it would exceed the cap, or the bound of the hour. */
  #heldBack(
    organization: ModelOrganization,
    invocation: Invocation,
    changes: readonly ItemChange[],
    { was, is }: { was: AutoRecharge | undefined; is: AutoRecharge },
  ): void {
    const isNews = was?.reason !== is.reason || was?.retryAt !== is.retryAt;
    if (changes.length > 1 || !isNews) return;
    if (is.reason === 'hourly-limit-reached') {
      const since = new Date(invocation.startedAt).toISOString();
      const until = hourFullUntil(organization.recharge, since);
      requireSame('an hour is full until its oldest charge is an hour old', is.retryAt, until, { since });
      waitForHour(organization.recharge, until ?? since);
    }
    if (is.reason === 'monthly-cap-reached') this.#capped(organization, invocation, is);
  }

  #capped(organization: ModelOrganization, invocation: Invocation, is: AutoRecharge): void {
    // A decision in the last moment of a month may be committed in the next month.
    const now = new Date(this.#world.clock.milliseconds).toISOString();
    const { retryAt = now } = is;
    const at = retryAt > now ? now : new Date(Date.parse(retryAt) - 1).toISOString();
    require(at >= new Date(invocation.startedAt).toISOString(), 'a cap holds until next month', {
      at,
      retryAt,
    });
    const balance = organization.netBalance(at);
    const asked = { balance, active: organization.terms.status === 'active', at, most: Infinity };
    require(dueAmount(organization.recharge, asked) === 0, 'a cap holds back only what it must', asked);
    waitForNextMonth(organization.recharge, at);
  }

  #userChanged(
    { minutes }: ModelOrganization,
    { before, after }: ItemChange,
    pools: readonly ItemChange[],
    now: string,
  ): void {
    const reseated = pools.filter(
      (each) => JSON.stringify(each.before?.seats) !== JSON.stringify(each.after?.seats),
    );
    const months = reseated.map(({ key }) => key.sk.slice('POOLS#'.length)).sort();
    const month = months[0] ?? now.slice(0, 7);
    minutes.changeSeats(month, before && UserImage.parse(before), UserImage.parse(after));
  }

  /** Returns the calls that were settled, and those that were voided or corrected. */
  #callsChanged(
    organization: ModelOrganization,
    { invocation, at }: Commit,
    changes: readonly ItemChange[],
  ): { readonly settled: CallImage[]; readonly reversals: ModelReversal[] } {
    const now = new Date(at).toISOString();
    const { tables } = this.#world.dynamo;
    requirePages(organization, tables, changes);
    const calls = callsTouched(tables, changes).map((id) => {
      const image = imageOf(tables, tables.get(CALLS, keys.call(organization.id, id)) ?? {});
      return { id, image, context: this.#contextOf(organization.id, image, invocation.reads) };
    });
    const isSettled = ({ image, id }: (typeof calls)[number]) =>
      image.settlement !== undefined &&
      !image.reversal &&
      organization.calls.get(id)?.image.status !== 'settled';
    const settled = calls.filter(isSettled);
    if (settled.length > 0) settleCalls(organization, settled);
    const reversals: ModelReversal[] = [];
    for (const call of calls) {
      if (settled.includes(call)) continue;
      const known = organization.calls.get(call.id);
      if (call.image.reversal) {
        reverseCall(organization, call.id, call.image, call.context);
        const after = { ...known, ...organization.calls.get(call.id), image: call.image };
        if (known) reversals.push({ id: call.id, before: known, after });
      } else {
        require(known?.image.settlement === undefined, 'a settled call stays settled', { id: call.id });
        const { seconds } = this.intents.get(invocation) ?? {};
        const undisturbed = this.#undisturbed(organization, invocation);
        const { held: own = {} } = this.#gate.get(invocation) ?? {};
        requireGate(organization, { ...call, seconds }, { undisturbed, own, now });
        organization.calls.set(call.id, { image: call.image, price: priceOf(call, known) });
      }
    }
    return { settled: settled.map(({ image }) => image), reversals };
  }

  /** Nothing but what it wrote changed since the function began, and it read no old state. */
  #undisturbed(organization: ModelOrganization, invocation: Invocation): boolean {
    const { changes: own = 0 } = this.#gate.get(invocation) ?? {};
    return (
      !invocation.isDisturbed &&
      this.#begun.get(invocation)?.get(organization.id) === organization.changes - 1 - own
    );
  }

  #contextOf(organizationId: string, image: CallImage, reads: ReadonlyMap<string, unknown>) {
    const userItem = reads.get(`ORG#${organizationId} USER#${image.userId}`);
    const user: ModelUser | undefined = userItem === undefined ? undefined : UserImage.parse(userItem);
    const { startedAt = '', durationSeconds = 0 } = image;
    return { call: { ...image, startedAt, durationSeconds }, user, decks: this.decks };
  }
}

/** The price that an authorization promised holds for its renewals and for the usage record. */
function priceOf(
  { image, context }: { readonly image: CallImage; readonly context: CallContext },
  known: ModelCall | undefined,
): ModelPrice | undefined {
  const { lease, type, to = '' } = image;
  if (lease?.sequence === 0 && known?.image.lease === undefined) {
    return publishedPrice(context.decks, type, to, lease.authorizedAt);
  }
  return known?.price;
}

function organizationOf(pk: string): string | undefined {
  const [kind, id] = pk.split('#');
  return kind === 'ORG' || kind === 'CALL' || kind === 'DAY' ? id : undefined;
}

/** A profile has other things, too, such as the name. */
const changesMethods = ({ before, after }: ItemChange): boolean =>
  JSON.stringify(before?.paymentMethods) !== JSON.stringify(after?.paymentMethods);

/** These may close lots themselves. */
const REVERSALS: ReadonlySet<string> = new Set(['void', 'correction', 'chargeback-reversal']);

function monthInvoiced({ books, statements }: ModelOrganization, item: unknown): void {
  const { period, amountMicros } = PostpaidInvoiceImage.parse(item);
  books.invoices += 1;
  statements.invoiced(period, amountMicros);
}

function disputeChanged(
  organization: ModelOrganization,
  { key, before, after }: ItemChange,
  tally: Tally,
): void {
  const id = key.sk.slice('DISPUTE#'.length);
  const { orderId, amountMicros: amount, receivedAt: at, reversedAt } = DisputeImage.parse(after);
  const lot = organization.books.lots.find((each) => each.orderId === orderId);
  if (lot && organization.moved.has(lot.id)) tally.count('dispute of a lot of which a part was moved');
  if (!before) organization.chargedBack(id, { orderId, amount, at });
  else if (reversedAt !== undefined) organization.disputeWon(id, reversedAt);
}
