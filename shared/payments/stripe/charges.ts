/**
 * Charges at Stripe: one payment intent for each order, confirmed at once, with the order's id as the idempotency key.
 *
 * A lookup lists the customer's intents, newest first, because that list is up to date. Stripe's search lags behind by a
 * minute or more.
 */
import { Stripe } from 'stripe';
import { toMinorUnits } from '../minor-units.ts';
import type {
  Absent,
  ChargeLookup,
  ChargeOutcome,
  ChargeRequest,
  Declined,
  RenewRequest,
  TransferRequest,
  Unknown,
  WaitingCharge,
} from '../port.ts';
import type { StripeAccount } from './connection.ts';
import { isOurs, keyIn, marked } from './deployment.ts';
import { chargeOutcomeOf, isForWantOfPayer, outcomeOfError } from './outcomes.ts';
import { bankTransferOf, withExcess } from './transfers.ts';

const PAGE_SIZE = 100;
/** The number of intents of a customer that a search for one order reads. */
const MAX_INTENTS_READ = 1000;
/** The largest expected difference between Stripe's clock and ours. */
const CLOCK_SKEW_SECONDS = 3600;

const nowSeconds = (): number => Date.now() / 1000;

const NOT_CHARGEABLE: Declined = {
  status: 'declined',
  code: 'amount-not-chargeable',
  detail: 'not a whole amount of this currency',
};

export async function charge(
  { stripe, deployment }: StripeAccount,
  request: ChargeRequest,
): Promise<ChargeOutcome> {
  const { orderId, organizationId, currency, paymentMethod, description, presence, returnUrl } = request;
  const amount = toMinorUnits(request.amountMicros, currency);
  if (amount === undefined) return NOT_CHARGEABLE;
  try {
    const intent = await stripe.paymentIntents.create(
      {
        amount,
        currency: currency.toLowerCase(),
        customer: paymentMethod.customer,
        payment_method: paymentMethod.token,
        description,
        metadata: marked(deployment, { orderId, organizationId, presence }),
        confirm: true,
        ...(presence === 'off-session' ? { off_session: true } : { setup_future_usage: 'off_session' }),
        ...waysBack(presence === 'off-session' ? undefined : returnUrl),
      },
      { idempotencyKey: keyIn(deployment, orderId) },
    );
    return chargeOutcomeOf(intent, nowSeconds());
  } catch (error) {
    const intent = unauthenticated(error);
    if (presence === 'on-session' || !intent) throw error;
    if (returnUrl === undefined) return { status: 'requires-action', reference: intent };
    return renew({ stripe, deployment }, { orderId, reference: intent, returnUrl });
  }
}

/** Without an address to come back to, only methods that need none can pay. */
const waysBack = (returnUrl: string | undefined) =>
  returnUrl === undefined
    ? { automatic_payment_methods: { enabled: true, allow_redirects: 'never' as const } }
    : { automatic_payment_methods: { enabled: true }, return_url: returnUrl };

/** The intent that a bank refused because its payer was not there. It can be confirmed again when the payer is. */
function unauthenticated(error: unknown): string | undefined {
  const isCards = error instanceof Stripe.errors.StripeCardError;
  return isCards && isForWantOfPayer(error) ? error.payment_intent?.id : undefined;
}

export async function find(account: StripeAccount, lookup: ChargeLookup): Promise<ChargeOutcome | Absent> {
  const found = await findIntent(account, lookup);
  return 'id' in found ? outcomeOf(account, found) : found;
}

const outcomeOf = ({ stripe }: StripeAccount, intent: Stripe.PaymentIntent): Promise<ChargeOutcome> =>
  withExcess(stripe, intent, chargeOutcomeOf(intent, nowSeconds()));

async function findIntent(
  { stripe, deployment }: StripeAccount,
  { customer, orderId, requestedAt }: ChargeLookup,
): Promise<Stripe.PaymentIntent | Absent | Unknown> {
  const earliestSeconds = Math.floor(Date.parse(requestedAt) / 1000) - CLOCK_SKEW_SECONDS;
  const intents = stripe.paymentIntents.list({
    customer,
    created: { gte: earliestSeconds },
    limit: PAGE_SIZE,
    expand: ['data.payment_method'],
  });
  let read = 0;
  for await (const intent of intents) {
    const isFound = intent.metadata.orderId === orderId && isOurs(deployment, intent.metadata);
    if (isFound) return intent;
    read += 1;
    if (read >= MAX_INTENTS_READ) return { status: 'unknown', detail: 'too many charges to look through' };
  }
  return { status: 'absent' };
}

async function waitingIntent(
  account: StripeAccount,
  charged: WaitingCharge,
): Promise<Stripe.PaymentIntent | Absent | Unknown> {
  return charged.reference === undefined
    ? findIntent(account, charged)
    : account.stripe.paymentIntents.retrieve(charged.reference, { expand: ['payment_method'] });
}

/**
 * The link of an intent that waits for its payer. One that the bank refused for want of the payer is confirmed again,
 * with the payer there.
 */
export async function renewAction(
  account: StripeAccount,
  request: RenewRequest,
): Promise<ChargeOutcome | Absent> {
  const intent = await waitingIntent(account, request);
  if (!('id' in intent)) return intent;
  const outcome = chargeOutcomeOf(intent, nowSeconds());
  if (outcome.status !== 'requires-action' || outcome.nextAction || request.returnUrl === undefined)
    return outcome;
  const { orderId, returnUrl } = request;
  return renew(account, { orderId, reference: intent.id, returnUrl });
}

interface Renewal {
  readonly orderId: string;
  readonly reference: string;
  readonly returnUrl: string;
}

async function renew({ stripe }: StripeAccount, { reference, returnUrl }: Renewal): Promise<ChargeOutcome> {
  const before = await stripe.paymentIntents.retrieve(reference);
  const method = before.payment_method ?? before.last_payment_error?.payment_method;
  if (!method) return chargeOutcomeOf(before, nowSeconds());
  try {
    const confirmed = await stripe.paymentIntents.confirm(reference, {
      payment_method: typeof method === 'string' ? method : method.id,
      return_url: returnUrl,
      off_session: false,
    });
    return chargeOutcomeOf(confirmed, nowSeconds());
  } catch (error) {
    const outcome = outcomeOfError(error);
    // Refused, or confirmed by another request meanwhile: the intent has the outcome.
    if (outcome.status === 'unknown') return outcome;
    return chargeOutcomeOf(await stripe.paymentIntents.retrieve(reference), nowSeconds());
  }
}

/** An intent that cannot be canceled has an outcome of its own. */
export async function cancelCharge(
  account: StripeAccount,
  waiting: WaitingCharge,
): Promise<ChargeOutcome | Absent> {
  const intent = await waitingIntent(account, waiting);
  if (!('id' in intent)) return intent;
  if (intent.status === 'succeeded' || intent.status === 'canceled') return outcomeOf(account, intent);
  try {
    const canceled = await account.stripe.paymentIntents.cancel(intent.id, {
      cancellation_reason: 'abandoned',
    });
    return await outcomeOf(account, canceled);
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error;
    return outcomeOf(account, await account.stripe.paymentIntents.retrieve(intent.id));
  }
}

export async function transfer(
  { stripe, deployment }: StripeAccount,
  request: TransferRequest,
): Promise<ChargeOutcome> {
  const { orderId, organizationId, currency, customer, description } = request;
  const amount = toMinorUnits(request.amountMicros, currency);
  if (amount === undefined) return NOT_CHARGEABLE;
  const bankTransfer = bankTransferOf(request);
  if (!bankTransfer) {
    return { status: 'declined', code: 'currency-not-supported', detail: `no transfers in ${currency}` };
  }
  const intent = await stripe.paymentIntents.create(
    {
      amount,
      currency: currency.toLowerCase(),
      customer,
      description,
      metadata: marked(deployment, { orderId, organizationId }),
      confirm: true,
      allowed_payment_method_types: ['customer_balance'],
      payment_method_data: { type: 'customer_balance' },
      payment_method_options: {
        customer_balance: { funding_type: 'bank_transfer', bank_transfer: bankTransfer },
      },
    },
    { idempotencyKey: keyIn(deployment, orderId) },
  );
  return outcomeOf({ stripe, deployment }, intent);
}
