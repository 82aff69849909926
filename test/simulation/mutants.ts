/** Deliberate bugs, one at a time, of the kind that such a system is made with. */
import { PAYMENT_MUTANTS } from './payment-mutants.ts';

export interface Mutant {
  /** The bug in words. */
  readonly name: string;
  readonly file: string;
  /** Must be there exactly once. */
  readonly find: string;
  readonly replace: string;
  /** The test that sees what a simulation cannot; the simulation itself when left out. */
  readonly caughtBy?: { readonly file: string; readonly name: string };
}

const switchedOn = (name: string) => ({ file: 'test/store/switched-on-by-purchase.test.ts', name });

const MONTHS = 'test/store/monthly-statements.test.ts';

export const MUTANTS: readonly Mutant[] = [
  ...PAYMENT_MUTANTS,
  {
    name: 'a statement has what was booked at the first instant of the next month',
    file: 'functions/billing/close-books.ts',
    find: 'if (entry.at >= end) break;',
    replace: 'if (entry.at > end) break;',
    caughtBy: { file: MONTHS, name: 'has what the ledger has of its month' },
  },
  {
    name: 'a month is closed before all its entries are read',
    file: 'functions/billing/close-books.ts',
    find: 'if (read.isWhole) return close',
    replace: 'if (read.books.last > 0) return close',
    caughtBy: { file: MONTHS, name: 'goes on where a run had no more time' },
  },
  {
    name: 'what a payment paid of a debt is not recognized',
    file: 'shared/domain/credits/month-books.ts',
    find: 'const used = assertMicros(credits.used + paid);',
    replace: 'const used = assertMicros(credits.used);',
    caughtBy: {
      file: 'test/domain/credits/month-books.test.ts',
      name: 'what a payment paid of the debt came, and was used',
    },
  },
  {
    name: 'credits that were moved were never bought',
    file: 'shared/domain/credits/lot-acts.ts',
    find: 'const bought = isBought(stored) ? true : undefined;',
    replace: 'const bought = undefined;',
    caughtBy: { file: 'test/store/revenue.test.ts', name: 'defers what was bought' },
  },
  {
    name: 'the audit takes less than what was moved',
    file: 'shared/domain/audit/moves.ts',
    find: ' && to?.micros === micros',
    replace: '',
    caughtBy: { file: 'test/store/audit-moves.test.ts', name: 'that less has arrived' },
  },
  {
    name: 'an export forgets the booking of an entry',
    file: 'functions/reports/ledger-row.ts',
    find: '    booking,\n    debts',
    replace: "    booking: '',\n    debts",
    caughtBy: { file: 'test/store/ledger-exports.test.ts', name: 'an audit reads of a row' },
  },
  {
    name: 'a voided call of an invoiced month makes the next invoice smaller, too',
    file: 'shared/domain/credits/postpaid-reversal.ts',
    find: 'micros: change.micros + lessMicros, calls: 0',
    replace: 'micros: change.micros, calls: 0',
    caughtBy: {
      file: 'test/store/postpaid.test.ts',
      name: 'a call of an invoiced month has a credit note of that invoice, and the next invoice is as it was',
    },
  },
  {
    name: 'a month that is over and not invoiced keeps a call that was voided',
    file: 'shared/domain/credits/postpaid-reversal.ts',
    find: "if (statement.status === 'open') {",
    replace: 'if (statement.calls < 0) {',
    caughtBy: {
      file: 'test/store/postpaid.test.ts',
      name: 'a call of a month that is over and not invoiced yet makes its invoice smaller',
    },
  },
  {
    name: 'a recharge is taxed as the method says that is charged',
    file: 'shared/payments/recharge.ts',
    find: 'billing: paymentMethods[0] }',
    replace: 'billing: paymentMethod }',
    caughtBy: {
      file: 'test/store/taxed-purchases.test.ts',
      name: 'a recharge by another method is taxed as the first one says, whom its invoice names',
    },
  },
  {
    name: 'the provider of taxes gets no papers',
    file: 'shared/store/credits/tax-reports.ts',
    find: '{ due: REPORT_TAXES, dueAt: issuedAt }',
    replace: '{}',
    caughtBy: {
      file: 'test/store/tax-reports.test.ts',
      name: 'an invoice is reported, and a credit note as a part of it, each once',
    },
  },
  {
    name: 'grants that are to be spent last are spent first',
    file: 'shared/domain/credits/grant-terms.ts',
    find: "last: 'res_'",
    replace: "last: 'kept_'",
    caughtBy: { file: 'test/domain/credits/grants.test.ts', name: 'is that of a plain model' },
  },
  {
    name: 'grants among overflow lots expire as what is bought',
    file: 'shared/store/credits/accounts.ts',
    find: 'grants > 0\n',
    replace: 'grants < 0\n',
    caughtBy: { file: 'test/store/grants.test.ts', name: 'expires by its own instant' },
  },
  {
    name: 'a reference is forgotten',
    file: 'shared/store/credits/bookings.ts',
    find: 'reference === undefined\n',
    replace: "reference !== ''\n",
    caughtBy: { file: 'test/store/grants.test.ts', name: 'a reference is used once' },
  },
  {
    name: 'the account does not know of an extension',
    file: 'shared/domain/credits/lot-acts.ts',
    find: '(other.id === lot.id ? { ...other, expiresAt } : other)',
    replace: '(other.id === lot.id ? { ...other } : other)',
  },
  {
    name: 'a sweep whose list is older than an extension puts the lot off to the end of the grace',
    file: 'functions/expiry/expire-lots.ts',
    find: "    if (lot.expiresAt > now) return 'lapsed';\n",
    replace: '',
    caughtBy: { file: 'test/store/lot-acts.test.ts', name: 'is not undone by a schedule' },
  },
  {
    name: 'a write-off takes what running calls hold',
    file: 'shared/domain/credits/lot-acts.ts',
    find: 'Math.min(open.remainingMicros, availableMicros(before, now))',
    replace: 'open.remainingMicros',
    caughtBy: { file: 'test/domain/credits/lot-acts.test.ts', name: 'and not what is held for calls' },
  },
  {
    name: 'money is moved that calls have come to hold meanwhile',
    file: 'shared/store/credits/lot-acts.ts',
    find: 'now, bookings, slackMicros }',
    replace: 'now, bookings }',
    caughtBy: { file: 'test/store/lot-acts.test.ts', name: 'come to hold since the decision' },
  },
  {
    name: 'a move brings the whole lot, whatever it takes',
    file: 'shared/domain/credits/lot-acts.ts',
    find: 'amountMicros: taking.micros, terms',
    replace: 'amountMicros: stored.amountMicros, terms',
  },
  {
    name: 'the last credit note of an invoice does not have what is left of its tax',
    file: 'shared/domain/credits/credit-notes.ts',
    find: 'Math.max(0, partMicros - order.amountMicros, Math.min(expectedTaxMicros, mostMicros))',
    replace: 'Math.min(expectedTaxMicros, mostMicros)',
    caughtBy: {
      file: 'test/domain/credits/claims.test.ts',
      name: 'is that of the invoice when a refund is of what a dispute left',
    },
  },
  {
    name: 'the tax of a claim has millionths',
    file: 'shared/domain/credits/order-tax.ts',
    find: 'paidMicros % stepMicros === 0 ? exact - (exact % stepMicros) : exact',
    replace: 'stepMicros === 0 ? 0 : exact',
    caughtBy: {
      file: 'test/domain/credits/order-tax.test.ts',
      name: 'the tax is in whole smallest units if the sum is',
    },
  },
  {
    name: 'the audit does not compare what was credited with what went back',
    file: 'shared/domain/audit/credit-notes.ts',
    find: 'const dueMicros = creditDueMicros(order);',
    replace: 'const dueMicros = creditedMicros;',
    caughtBy: { file: 'test/store/credit-notes.test.ts', name: 'was credited less than went back' },
  },
  {
    name: 'a charge lacks its tax',
    file: 'shared/payments/gateway-requests.ts',
    find: 'amountMicros: orderTotalMicros(order),\n  currency:',
    replace: 'amountMicros: order.amountMicros,\n  currency:',
    caughtBy: {
      file: 'test/store/taxed-purchases.test.ts',
      name: 'the gateway charges the credits and the tax, the lot has the credits, and the invoice has both',
    },
  },
  {
    name: 'a payment without its tax is credited',
    file: 'shared/payments/purchase.ts',
    find: 'paid.amountMicros !== orderTotalMicros(order)',
    replace: 'paid.amountMicros < order.amountMicros',
    caughtBy: {
      file: 'test/store/taxed-purchases.test.ts',
      name: 'a payment of the credits without their tax is credited to nobody',
    },
  },
  {
    name: 'a refund keeps the tax',
    file: 'shared/payments/gateway-requests.ts',
    find: 'amountMicros: refundTotalMicros(refund)',
    replace: 'amountMicros: refund.amountMicros',
    caughtBy: {
      file: 'test/store/taxed-purchases.test.ts',
      name: 'a refund of a part pays back its tax, and that of the rest what is left of the tax',
    },
  },
  {
    name: 'any tax id makes a business',
    file: 'shared/domain/credits/tax.ts',
    find: 'checked?.isValid === true && checked.country === buyer.country',
    replace: 'checked !== undefined',
    caughtBy: {
      file: 'test/domain/credits/tax.test.ts',
      name: 'a tax id with a wrong check digit',
    },
  },
  {
    name: 'tax that is due at use is charged with credits',
    file: 'shared/tax/papers.ts',
    find: "taxDue === 'purchase' ?",
    replace: 'taxDue !== undefined ?',
    caughtBy: {
      file: 'test/store/taxed-purchases.test.ts',
      name: 'tax that is due at use is not charged with credits',
    },
  },
  {
    name: 'a purchase that was paid late sets auto-recharge as it was ordered, whatever was set since',
    file: 'shared/domain/credits/funding.ts',
    find: 'if (insteadOf && !isStillChosen(account.recharge, insteadOf)) return account;',
    replace: '',
    caughtBy: switchedOn('what was set meanwhile stays'),
  },
  {
    name: 'auto-recharge that a purchase switches on without a payment method is idle',
    file: 'shared/domain/credits/funding.ts',
    find: 'return hasMethod || ',
    replace: 'return true || hasMethod || ',
    caughtBy: switchedOn('a purchase that switches it on leaves it suspended'),
  },
  {
    name: 'a recharge that is due without a payment method fails, and is due again',
    file: 'shared/payments/recharge.ts',
    find: 'return commitWithoutCharge(deps, { before, after: suspendWithoutMethod(before) }, now);',
    replace: "throw new Error('no payment method');",
    caughtBy: switchedOn('a recharge that is due is suspended by the sweep'),
  },
  {
    name: 'the audit compares lots that entries have moved since it began',
    file: 'shared/domain/audit/audit.ts',
    find: 'this.#ledger.end(this.#account, this.#later.lots)',
    replace: 'this.#ledger.end(this.#account, new Set())',
    caughtBy: {
      file: 'test/store/audit.test.ts',
      name: 'three of three audits succeed, whatever happens between any two of their reads',
    },
  },
  {
    name: 'the audit goes on from a difference',
    file: 'functions/audit/audit-organization.ts',
    find: 'if (report.findings.every(({ holds }) => holds)) await',
    replace: 'await',
    caughtBy: {
      file: 'test/store/audit.test.ts',
      name: 'a difference is reported every day until it is mended',
    },
  },
  {
    name: 'the journal is written after its change',
    file: 'shared/store/journal/commit-change.ts',
    find: 'await commit(db, [...writes, ...journals.flat()]);',
    replace:
      'await commit(db, writes);\n' + '  if (journals.flat().length > 0) await commit(db, journals.flat());',
  },
  {
    name: 'the journal leaves numbers out',
    file: 'shared/store/journal/commit-change.ts',
    find: '(last?.sequence ?? 0) + 1',
    replace: '(last?.sequence ?? 0) + 2',
  },
  {
    name: 'of two changes at once the journal keeps the later one',
    file: 'shared/store/journal/commit-change.ts',
    find:
      '    putIf(db.ledgerTable, counter, isNext),\n' +
      '    ...entries.map((entry) => putNew(db.ledgerTable, entryItem(db, organizationId, entry))),\n',
    replace:
      '    ...[counter, ...entries.map((entry) => entryItem(db, organizationId, entry))].map((Item) => ({\n' +
      '      request: { Put: { TableName: db.ledgerTable, Item } },\n' +
      '    })),\n',
  },
  {
    name: 'the journal has before and after the wrong way round',
    file: 'shared/domain/journal/changes.ts',
    find: 'before: before && valuesOf(was), after: after && valuesOf(is)',
    replace: 'before: before && valuesOf(is), after: after && valuesOf(was)',
  },
  {
    name: 'the journal has what did not change, too',
    file: 'shared/domain/journal/changes.ts',
    find: '  const changed = names.filter((name) => textOf(was[name]) !== textOf(is[name]));',
    replace: '  const changed = names;',
  },
  {
    name: 'a request that changes nothing is in the journal',
    file: 'shared/domain/journal/changes.ts',
    find: '  if (changed.length === 0) return undefined;\n',
    replace: '',
  },
  {
    name: 'a license that the user has already is assigned again in the journal',
    file: 'functions/licenses/assign-license.ts',
    find: '    if (after === before.user) return',
    replace: '    if (after !== before.user && at === "") return',
  },
  {
    name: 'a purchase that is sent again is in the journal again',
    file: 'functions/purchases/create-purchase.ts',
    find: '    if (order.amountMicros !== body.amount)',
    replace:
      "    const { commitChange } = await import('../../shared/store/journal/commit-change.ts');\n" +
      "    const again = { kind: 'purchase.ordered', subject: id, after: {} } as const;\n" +
      '    const made = { organizationId, change: again, by: byOf(request), now: deps.now() };\n' +
      "    if (order.status !== 'pending') await commitChange(deps.db, made, []);\n" +
      '    if (order.amountMicros !== body.amount)',
  },
  {
    name: 'the journal has the gateway for auto-recharge that a person switched on with a purchase',
    file: 'shared/store/credits/orders.ts',
    find: 'change, by, now }, [\n    ...accountWrites(db, { before, after: funding.account',
    replace: 'change, by: BY_GATEWAY, now }, [\n    ...accountWrites(db, { before, after: funding.account',
  },
  {
    name: 'a refund by a person is by a schedule in the journal',
    file: 'shared/store/credits/refunds.ts',
    find: '  await commitChange(db, { organizationId, change, by, now }, [',
    replace:
      "  const schedule = { ...by, actor: { kind: 'schedule', id: 'reconcile-payments' } } as const;\n" +
      '  await commitChange(db, { organizationId, change, by: schedule, now }, [',
  },
  {
    name: 'the entry of a refund says not why',
    file: 'shared/store/credits/refunds.ts',
    find: '    ...entryWrites(db, entry, by),\n    putNew(',
    replace: '    ...entryWrites(db, entry, { actor: by.actor }),\n    putNew(',
  },
  {
    name: 'what a purchase brings is by the gateway in the ledger',
    file: 'shared/store/credits/orders.ts',
    find: 'entryWrites(db, funding.entry, by)',
    replace: 'entryWrites(db, funding.entry, BY_GATEWAY)',
  },
  {
    name: 'a settled call may be settled again',
    file: 'shared/store/calls/settlements.ts',
    find: "whenReachable(CALL_TRANSITIONS, 'settled')",
    replace: "whenReachable({ settled: ['received', 'settled'] }, 'settled')",
    caughtBy: {
      file: 'test/store/earlier-layout.test.ts',
      name: 'runs that read it before it was settled',
    },
  },
  {
    name: 'a page is settled whatever its version',
    file: 'shared/store/calls/page-settlements.ts',
    find: "all(has({ version }), isAbsent('settledAt'))",
    replace: "isAbsent('settledAt')",
    caughtBy: {
      file: 'test/store/page-settlement.test.ts',
      name: 'a call that leaves its page while the page is being settled is charged once',
    },
  },
  {
    name: 'a page is settled whatever has become of it since it was read',
    file: 'shared/store/calls/page-settlements.ts',
    find: "=> all(has({ version }), isAbsent('settledAt'));",
    replace: "=> (version > 0 ? isPresent('rows') : isAbsent('rows'));",
  },
  {
    name: 'a page charges the calls of other pages, too',
    file: 'shared/store/calls/claims.ts',
    find: 'if (!stored || !isListedBy(stored, page)) return undefined;',
    replace: 'if (!stored || !isListed(stored)) return undefined;',
  },
  {
    name: 'a call that has left its page is charged by it when an old read names the page',
    file: 'shared/store/calls/claims.ts',
    find: 'calls: claimsOf(page).flatMap((row) => ownCallOf(',
    replace: 'calls: page.rows.flatMap((row) => ownCallOf(',
    caughtBy: {
      file: 'test/store/claims.test.ts',
      name: 'a call that has left its page is not taken again by an old read for another page',
    },
  },
  {
    name: 'a claim takes a call from its page',
    file: 'shared/store/calls/claims.ts',
    find: "const condition = whenReachableFromExisting(CALL_TRANSITIONS, 'received');",
    replace:
      "const condition = whenReachableFromExisting({ received: ['authorized', 'received'] }, 'received');",
  },
  {
    name: 'a page whose insert met another write is taken for written',
    file: 'shared/store/table/batch.ts',
    find: "const THERE: ReadonlySet<string | undefined> = new Set(['DuplicateItem']);",
    replace:
      "const THERE: ReadonlySet<string | undefined> = new Set(['DuplicateItem', 'TransactionConflict']);",
  },
  {
    name: 'a page does not know which calls have left it',
    file: 'shared/store/calls/page-settlements.ts',
    find: 'const changes = { set: { version: left.version + 1 }, add: { apart: ids } };',
    replace: 'const changes = { set: { version: left.version + 1 } };',
  },
  {
    name: 'a page without a call of its own row is deleted, whatever else it has',
    file: 'functions/usage/settle-pages.ts',
    find: 'if (calls.length + unreadable.length + page.apart.size === 0) await deletePage(',
    replace: 'if (calls.length < page.rows.length) await deletePage(',
  },
  {
    name: 'of pages that share a transaction only the first is written',
    file: 'shared/store/calls/page-settlements.ts',
    find: 'const settled = pages.map((page, index) =>',
    replace: 'const settled = pages.slice(0, 1).map((page, index) =>',
  },
  {
    name: 'an entry does not name the pages that it settled',
    file: 'shared/store/calls/page-settlements.ts',
    find: 'const places = pages.map(({ page }) => placeOfPage(page));',
    replace: 'const places = pages.slice(1).map(({ page }) => placeOfPage(page));',
  },
  {
    name: 'no mark says that calls came in',
    file: 'shared/store/calls/intake-marks.ts',
    find: 'missing.map((key) => ({ ...key, purgeAt })),',
    replace: 'missing.slice(missing.length).map((key) => ({ ...key, purgeAt })),',
  },
  {
    name: 'a mark counts as written before it is',
    file: 'shared/store/calls/intake-marks.ts',
    find: '  const missing = marks.filter(({ sk }) => !known.has(sk));\n',
    replace:
      '  const missing = marks.filter(({ sk }) => !known.has(sk));\n  for (const { sk } of missing) known.add(sk);\n',
    caughtBy: {
      file: 'test/store/claims.test.ts',
      name: 'a mark that could not be written is written by the next request',
    },
  },
  {
    name: 'a call that its page speaks for is settled by itself',
    file: 'shared/store/calls/settlements.ts',
    find: "all(whenReachable(CALL_TRANSITIONS, 'settled'), isPresent('startedAt'))",
    replace: "whenReachable(CALL_TRANSITIONS, 'settled')",
    caughtBy: {
      file: 'test/store/page-settlement.test.ts',
      name: 'a call that its page speaks for is not settled by itself',
    },
  },
  {
    name: 'calls that a dead request did not claim are left out of their page',
    file: 'shared/store/calls/claims.ts',
    find: 'const claimed = await claimCalls(db, unclaimed);',
    replace: 'const claimed = await claimCalls(db, unclaimed.slice(0, 0));',
    caughtBy: {
      file: 'test/store/page-settlement.test.ts',
      name: 'a page whose request died before it claimed its calls is completed by settlement',
    },
  },
  {
    name: 'a page has the results of calls of another page',
    file: 'functions/usage/settle-pages.ts',
    find: 'ids.has(record.callId) ? settlements.get(record.callId) : undefined',
    replace: 'settlements.get(record.callId)',
    caughtBy: {
      file: 'test/store/page-settlement.test.ts',
      name: 'the page of a request that came again is deleted',
    },
  },
  {
    name: 'a call leaves its page twice',
    file: 'shared/store/calls/apart.ts',
    find: "const isListed = all(has({ day, page: name }), isAbsent('startedAt'));",
    replace: "const isListed = has({ page: day === '' ? day : name });",
    caughtBy: {
      file: 'test/store/reversed-pages.test.ts',
      name: 'a call that cost nothing leaves its page once, however many requests void it at once',
    },
  },
  {
    name: 'the events of a settled page are stored again when a call leaves it',
    file: 'shared/store/calls/apart.ts',
    find: "add: { apart: new Set([call.callId]) }, remove: ['outbox'] };",
    replace: 'add: { apart: new Set([call.callId]) } };',
    caughtBy: {
      file: 'test/store/reversed-pages.test.ts',
      name: 'the events of a page are not stored again when a call leaves it',
    },
  },
  {
    name: 'the account is written whatever its version',
    file: 'shared/store/credits/account-update.ts',
    find: '    has({ version: before.version }),\n',
    replace: "    () => 'attribute_exists(pk)',\n",
  },
  {
    name: 'a call is funded by the wall clock',
    file: 'shared/domain/calls/settlement.ts',
    find: 'paysAfter(call.startedAt, moment)',
    replace: 'paysAfter(now, moment)',
  },
  {
    name: 'a call is priced by the newest deck',
    file: 'functions/usage/load-pricing.ts',
    find: 'loadDecksInForce(db, times, startedAt))',
    replace: "loadDecksInForce(db, times, '9999-12-31T00:00:00.000Z'))",
  },
  {
    name: 'a call is settled by the deck that is in force by then, whatever its lease promised',
    file: 'shared/domain/calls/call-start.ts',
    find: 'return { fundedBy, location, thenPostpaid, rate, pool',
    replace: 'return { fundedBy, location, thenPostpaid, pool',
  },
  {
    name: 'a correction prices by the deck that is in force by then',
    file: 'functions/usage/price-calls.ts',
    find: 'rate: start.rate ?? rate };',
    replace: 'rate: start.rate };',
  },
  {
    name: 'any deck may take force in the past',
    file: 'shared/store/rates/deck-publishing.ts',
    find: 'if (!retroactive) throw',
    replace: 'if (retroactive === undefined) throw',
    caughtBy: { file: 'test/store/decks.test.ts', name: 'any other deck only if it is retroactive' },
  },
  {
    name: 'a deck that rounds rounds down',
    file: 'shared/domain/rates/rating.ts',
    find: '(2n * sixtieths + step) / (2n * step)',
    replace: 'sixtieths / step',
    caughtBy: {
      file: 'test/domain/rates/rating.test.ts',
      name: 'a rounded price differs from the exact price by half a unit',
    },
  },
  {
    name: '>= for >: a lot pays for a call of its expiry instant',
    file: 'shared/domain/credits/lots.ts',
    find: 'const drawn = lot.expiresAt > after ?',
    replace: 'const drawn = lot.expiresAt >= after ?',
    caughtBy: { file: 'test/domain/credits/burn-down.test.ts', name: 'at the expiry instant' },
  },
  {
    name: '<= for <: landing on the threshold recharges',
    file: 'shared/domain/credits/auto-recharge.ts',
    find: 'netBalanceMicros(account, now) < recharge.thresholdMicros',
    replace: 'netBalanceMicros(account, now) <= recharge.thresholdMicros',
  },
  {
    name: 'the newest lot is spent first',
    file: 'shared/domain/credits/lots.ts',
    find: 'for (const lot of account.lots) {',
    replace: 'for (const lot of [...account.lots].reverse()) {',
  },
  {
    name: 'a lot that is open again goes to the end of the row',
    file: 'shared/domain/credits/lots.ts',
    find: '.sort((a, b) => (a.id < b.id ? -1 : 1))',
    replace: '',
  },
  {
    name: 'a lease forgets its hold',
    file: 'functions/calls/grant.ts',
    find: 'next: holdOf(lease)',
    replace: 'next: undefined',
  },
  {
    name: 'a settled call keeps its hold',
    file: 'shared/domain/calls/settlement.ts',
    find: 'fundCall(releaseHold(account, call.hold), call,',
    replace: 'fundCall(account, call,',
  },
  {
    name: 'a renewal holds its money beside what it held before',
    file: 'functions/calls/grant.ts',
    find: 'replaceHold({ earlier, next',
    replace: 'replaceHold({ next',
  },
  {
    name: 'more is held than was left',
    file: 'shared/store/credits/account-update.ts',
    find: 'if (slackMicros === undefined || before.isEarlierLayout)',
    replace: 'if (slackMicros === undefined || slackMicros >= 0)',
  },
  {
    name: 'money is held whatever was spent meanwhile',
    file: 'shared/store/credits/account-update.ts',
    find: 'all(has({ version: before.version }), ...heldAtMost',
    replace: 'all(...heldAtMost',
    caughtBy: { file: 'test/store/holds.test.ts', name: 'money was spent meanwhile' },
  },
  {
    name: 'a write of money overwrites what was held meanwhile',
    file: 'shared/store/credits/account-update.ts',
    find: '      increase: Object.fromEntries(added),\n',
    replace:
      '      set: Object.fromEntries(after.holds.map(({ until, micros }) => [holdPath(until), micros])),\n',
  },
  {
    name: 'holds that are dropped stay in the sum of all holds',
    file: 'shared/store/credits/account-update.ts',
    find: 'add: heldMicros === 0 ? {}',
    replace: 'add: heldMicros <= 0 ? {}',
  },
  {
    name: 'a hold publishes the events of an earlier write again',
    file: 'shared/store/credits/account-update.ts',
    find: "remove: ['outbox', ...(changes.remove ?? [])]",
    replace: 'remove: changes.remove ?? []',
    caughtBy: { file: 'test/store/holds.test.ts', name: 'a hold leaves the version' },
  },
  {
    name: 'a request whose call has a lease already keeps its hold',
    file: 'shared/store/calls/authorizations.ts',
    find: 'if (isNeverMade(error)) await',
    replace: 'if (error === null) await',
  },
  {
    name: 'a hold is taken back though its lease may have been written',
    file: 'shared/store/table/writes.ts',
    find: 'isRefused(error) && error.$metadata.attempts === 1',
    replace: 'isRefused(error)',
  },
  {
    name: 'a hold is released twice when an answer is lost',
    file: 'shared/store/table/writes.ts',
    find: "priority: 'high', name: ONCE",
    replace: "priority: 'low', name: 'twice'",
  },
  {
    name: 'a smaller hold replaces a larger one before its lease is written',
    file: 'shared/domain/credits/holds.ts',
    find: 'first: summed([...moved, ...(next ? [next] : [])]), after: summed(left)',
    replace: 'first: summed([...moved, ...left, ...(next ? [next] : [])]), after: []',
    caughtBy: {
      file: 'test/domain/credits/holds.test.ts',
      name: 'no instant ever has less than a lease holds at it',
    },
  },
  {
    name: 'a renewal may hold money shorter than the lease did',
    file: 'shared/domain/credits/holds.ts',
    find: 'return before !== undefined && before > until ? before : until;',
    replace: 'return until;',
    caughtBy: { file: 'test/domain/credits/holds.test.ts', name: 'a renewal holds no shorter' },
  },
  {
    name: 'a hold counts after its lease has run out',
    file: 'shared/domain/credits/account.ts',
    find: 'account.holds.filter((hold) => hold.until > at)',
    replace: 'account.holds',
  },
  {
    name: 'a record that comes again is taken again',
    file: 'shared/store/table/batch.ts',
    find: 'if (expected.has(error?.Code)) notMade.add(index);',
    replace: 'if (expected.has(error?.Code)) notMade.delete(index);',
  },
  {
    name: 'a record that the table refused is reported as accepted',
    file: 'shared/store/table/batch.ts',
    find: 'else if (error) throw new Error(',
    replace: 'else if (error === null) throw new Error(',
  },
  {
    name: 'an event is published beside the write',
    file: 'shared/payments/recharge.ts',
    find: '    await commitRechargeStart(',
    replace:
      "    const { PutEventsCommand } = await import('@aws-sdk/client-eventbridge');\n" +
      '    const { id, detail } = startedEvent(order);\n' +
      '    const Entries = [{ Detail: JSON.stringify({ id, ...detail }) }];\n' +
      '    await Object(deps).bus.send(new PutEventsCommand({ Entries }));\n' +
      '    await commitRechargeStart(',
  },
  {
    name: 'an event has another id when it is published again',
    file: 'functions/events/publish-events.ts',
    find: 'JSON.stringify({ id: event.id, ...event.detail })',
    replace: 'JSON.stringify({ id: event.id + performance.now(), ...event.detail })',
  },
  {
    name: 'an event that the bus did not take is forgotten',
    file: 'functions/events/publish-events.ts',
    find: 'return changes.filter((change) => failed.has(change));',
    replace: 'return [];',
  },
  {
    name: 'an unknown outcome at the gateway counts as paid',
    file: 'shared/payments/purchase.ts',
    find: '    default:\n      return order;',
    replace: "    default:\n      return applySuccess(deps, order, 'unknown');",
  },
  {
    name: 'a purchase has a random id',
    file: 'functions/purchases/create-purchase.ts',
    find: "const id = businessKey('pur', { organizationId, idempotencyKey });",
    replace:
      "const id = businessKey('pur', { organizationId, idempotencyKey: idempotencyKey + Math.random() });",
  },
  {
    name: 'the monthly cap is ignored',
    file: 'shared/domain/credits/auto-recharge.ts',
    find: 'capMicros - rechargedInMonth(recharge, monthOf(now))',
    replace: 'Number.MAX_SAFE_INTEGER - rechargedInMonth(recharge, monthOf(now))',
  },
  {
    name: 'charges within an hour are not counted',
    file: 'shared/domain/credits/auto-recharge.ts',
    find: 'recentAt.at(-limits.rechargesPerHour)',
    replace: 'recentAt.at(-limits.rechargesPerHour - 100)',
    caughtBy: {
      file: 'test/domain/credits/recharge-bounds.test.ts',
      name: 'the fifth charge waits until the first is an hour old',
    },
  },
  {
    name: 'a recharge in flight does not keep another from starting',
    file: 'shared/domain/credits/auto-recharge.ts',
    find: "started: ['idle', 'backing-off'],",
    replace: "started: ['idle', 'backing-off', 'in-flight'],",
  },
  {
    name: 'a refund takes what running calls hold',
    file: 'shared/domain/credits/refunds.ts',
    find: 'Math.min(lot.remainingMicros, availableMicros(account, now))',
    replace: 'lot.remainingMicros',
    caughtBy: {
      file: 'test/domain/credits/refunds.test.ts',
      name: 'what is held for a running call is not refunded',
    },
  },
  {
    name: 'a refund takes what a call has held since it was decided',
    file: 'shared/store/credits/refunds.ts',
    find: 'bookings, slackMicros })',
    replace: 'bookings })',
    caughtBy: { file: 'test/store/holds.test.ts', name: 'a refund of money that a call has held' },
  },
  {
    name: 'a refund that bounces gives nothing back',
    file: 'shared/payments/refund.ts',
    find: "applyOutcome(deps, refund, outcome, ['declined', 'bounced'])",
    replace: "applyOutcome(deps, refund, outcome, ['declined'])",
  },
  {
    name: 'a chargeback takes nothing',
    file: 'shared/domain/credits/chargebacks.ts',
    find: 'const withdrawnMicros = Math.min(amountMicros, lot?.remainingMicros ?? 0);',
    replace: 'const withdrawnMicros = 0;',
  },
  {
    name: 'a dispute of a part takes the whole lot',
    file: 'shared/domain/credits/chargebacks.ts',
    find: 'Math.min(amountMicros, lot?.remainingMicros ?? 0)',
    replace: '(lot?.remainingMicros ?? 0)',
  },
  {
    name: 'a call may be reversed twice',
    file: 'functions/usage/reverse-call.ts',
    find: '  if (isReversed(call)) return repeatedResponse(call, request, currency);\n',
    replace: '',
  },
  {
    name: 'money that comes back to an expired lot is forfeited before the grace has passed',
    file: 'shared/domain/credits/forfeiture.ts',
    find: 'isClosed(lot, moment) ? [{ lot }] : []',
    replace: 'lot.expiresAt <= moment.now ? [{ lot }] : []',
  },
  {
    name: 'a lot that no sweep has booked is never closed',
    file: 'shared/domain/credits/settlement-grace.ts',
    find: 'return startedAt > closedUntil ? startedAt : closedUntil;',
    replace: 'return startedAt > closedUntil ? startedAt : startedAt;',
    caughtBy: { file: 'test/domain/credits/settlement-grace.test.ts', name: 'at the end of the grace' },
  },
  {
    name: 'a lot is forfeited at its expiry, before late records have come',
    file: 'functions/expiry/expire-lots.ts',
    find: 'if (bookableAt > now) {',
    replace: 'if (lot.expiresAt > now) {',
  },
  {
    name: 'a forfeited lot stays open, to be forfeited again',
    file: 'shared/domain/credits/forfeiture.ts',
    find: 'lots: before.lots.filter(({ id }) => id !== lotId)',
    replace: 'lots: before.lots',
  },
  {
    name: 'what no lot can pay is given away',
    file: 'shared/domain/calls/settlement.ts',
    find: 'const debtMicros = shortMicros - postpaidMicros;',
    replace: 'const debtMicros = 0;',
  },
  {
    name: 'a declined recharge counts to the monthly cap',
    file: 'shared/domain/credits/auto-recharge.ts',
    find: 'Math.max(0, rest.monthMicros - (inFlight?.amountMicros ?? 0))',
    replace: 'rest.monthMicros',
  },
  {
    name: 'a recharge that was charged after it was given up does not count to the monthly cap',
    file: 'shared/domain/credits/auto-recharge.ts',
    find: 'if (rest.month !== monthOf(createdAt)) return account;',
    replace: 'return account;',
  },
  {
    name: 'a new card or a purchase forgets no declines while a recharge is in flight',
    file: 'shared/domain/credits/auto-recharge.ts',
    find: 'const recharge: AutoRecharge = { ...begun, declines: 0 };',
    replace:
      "const flying = begun.status === 'in-flight';\n" +
      '  const recharge: AutoRecharge = { ...begun, ...(flying ? {} : { declines: 0 }) };',
    caughtBy: {
      file: 'test/domain/credits/auto-recharge.test.ts',
      name: 'forgets the declines of a recharge that is',
    },
  },
  {
    name: 'a recharge has a random id',
    file: 'shared/domain/credits/auto-recharge.ts',
    find: 'const orderId = ',
    replace: 'const orderId = Math.random() + ',
    caughtBy: {
      file: 'test/domain/credits/auto-recharge.test.ts',
      name: 'one version of the account starts one recharge id',
    },
  },
  {
    name: 'a lot of 29 February lives until 1 March',
    file: 'shared/domain/instants.ts',
    find: 'Math.min(from.getUTCDate(), lastDay)',
    replace: 'from.getUTCDate()',
  },
  {
    name: 'an invoice takes no number of its own',
    file: 'shared/domain/credits/funding.ts',
    find: 'invoiceSequence: before.invoiceSequence + 1',
    replace: 'invoiceSequence: before.invoiceSequence',
  },
  {
    name: 'the debt is ignored: a funding does not pay it',
    file: 'shared/domain/credits/funding.ts',
    find: 'Math.min(before.debtMicros, whole.amountMicros)',
    replace: '0',
  },
  {
    name: 'a debt that several lots paid comes back to the first of them',
    file: 'shared/domain/calls/reversal.ts',
    find: '  return { relieved, repaid, cancelled };',
    replace:
      '  const [payer] = repaid;\n' +
      '  const first = payer ? [{ lotId: payer.lotId, micros: paidMicros }] : [];\n' +
      '  return { relieved, repaid: first, cancelled };',
  },
  {
    name: 'payments pay for debts that were cancelled',
    file: 'shared/domain/credits/debts.ts',
    find: '    place = span.toMicros;\n',
    replace: '    place += 0;\n',
  },
  {
    name: 'a call that outlives its minutes pays for none of the rest',
    file: 'shared/domain/calls/charge.ts',
    find: 'const paidSeconds = Math.max(0, seconds - includedMinutes * 60);',
    replace: 'const paidSeconds = includedMinutes > 0 ? 0 : seconds;',
  },
  {
    name: 'calls of one batch each use the same minutes',
    file: 'functions/usage/price-calls.ts',
    find: '      poolMonths.set(month, priced.charge.poolMonth);\n',
    replace: '',
  },
  {
    name: 'a month of pools goes on from seats that have changed meanwhile',
    file: 'shared/store/licenses/pools.ts',
    find: 'if (known === undefined) continued.push(',
    replace: 'if (known === null) continued.push(',
    caughtBy: {
      file: 'test/store/pool-months.test.ts',
      name: 'a month that was read before a license was assigned',
    },
  },
  {
    name: 'a call that was authorized is settled by where its user is since',
    file: 'shared/domain/calls/charge.ts',
    find: 'classifyCall({ ...call, location: start?.location,',
    replace: 'classifyCall({ ...call,',
    caughtBy: {
      file: 'test/store/leases.test.ts',
      name: 'a call continues as it began when its user moves to another country',
    },
  },
  {
    name: 'billing after use that was promised is forgotten when the terms change',
    file: 'shared/domain/calls/settlement.ts',
    find: 'postpaid || call.thenPostpaid ?',
    replace: 'postpaid ?',
    caughtBy: {
      file: 'test/store/postpaid.test.ts',
      name: 'usage is billed as its authorization promised, though the terms have changed since',
    },
  },
  {
    name: 'a lease that has run out is renewed as if it were running',
    file: 'functions/calls/grant.ts',
    find: 'const startSeconds = Math.max(earlierSeconds, elapsedSeconds);',
    replace: 'const startSeconds = earlierSeconds;',
    caughtBy: {
      file: 'test/store/leases.test.ts',
      name: 'a renewal after an overrun holds money for all the time that the call took',
    },
  },
  {
    name: 'a renewal counts only lots that have not expired since',
    file: 'shared/domain/credits/account.ts',
    find: 'unexpiredMicros(account, after) -',
    replace: 'unexpiredMicros(account, at) -',
    caughtBy: { file: 'test/store/leases.test.ts', name: 'a lot that expires during a call still pays' },
  },
  {
    name: 'licenses that are taken away warn nobody',
    file: 'shared/store/licenses/pools.ts',
    find: 'return poolWarnings({ before: before.pools, after }).map(',
    replace: 'return poolWarnings({ before: { ...before.pools, seats: after.seats }, after }).map(',
    caughtBy: {
      file: 'test/store/pool-warnings.test.ts',
      name: 'a license that is taken away can empty a pool',
    },
  },
  {
    name: 'special numbers of the islands are those of the whole continent',
    file: 'shared/domain/numbers/numbering.ts',
    find: 'return number.country !== undefined && isUsOrCanada(number.country);',
    replace: 'return true;',
    caughtBy: {
      file: 'test/domain/calls/decisions-of-user-calls.test.ts',
      name: 'user calls an Antiguan special number',
    },
  },
  {
    name: 'a conflict counts as committed',
    file: 'shared/store/table/transaction.ts',
    find: '    throw meaningOf(error, writes);',
    replace:
      '    const meaning = meaningOf(error, writes);\n' +
      '    if (!(meaning instanceof ConflictError) || meaning.failed.length > 0) throw meaning;',
  },
  {
    name: 'an erased call keeps the number that was authorized',
    file: 'shared/store/calls/erased-calls.ts',
    find: 'const set = { from, to, authorizedAs };',
    replace: 'const set = { from, to };',
    caughtBy: {
      file: 'test/store/erasure-runs.test.ts',
      name: 'leaves nothing of the person in any item, and every sum',
    },
  },
  {
    name: 'an erased call is shorter than it was',
    file: 'shared/store/calls/erased-calls.ts',
    find: 'record: isTheirs(row.record) ? eraseCall(organizationId, row.record) : row.record,',
    replace:
      'record: isTheirs(row.record) ? { ...eraseCall(organizationId, row.record), durationSeconds: 0 } : row.record,',
    caughtBy: {
      file: 'test/store/erasure-runs.test.ts',
      name: 'leaves nothing of the person in any item, and every sum',
    },
  },
  {
    name: 'a call that is released brings erased numbers back',
    file: 'shared/store/calls/authorizations.ts',
    find: "return all(isLast, isStill('from', from), isStill('to', to));",
    replace: 'return isLast;',
    caughtBy: {
      file: 'test/store/erasure-runs.test.ts',
      name: 'a request that has read the numbers before they are erased does not bring them back',
    },
  },
  {
    name: 'an erasure that is completed keeps the names',
    file: 'shared/store/licenses/erasures.ts',
    find: "...(isOver ? ['due', 'dueAt', 'names'] : [])",
    replace: "...(isOver ? ['due', 'dueAt'] : [])",
    caughtBy: {
      file: 'test/store/erasure-runs.test.ts',
      name: 'leaves nothing of the person in any item, and every sum',
    },
  },
];
