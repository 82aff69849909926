/**
 * Bank transfers: Stripe gives the customer an account of its own to pay into, and pays the intent from what arrives,
 * also in parts. What is too much stays there, as the customer's cash balance.
 */
import { Stripe } from 'stripe';
import type { NextAction } from '../../domain/credits/orders.ts';
import type { Currency } from '../../domain/currencies.ts';
import { fromMinorUnits } from '../minor-units.ts';
import type { ChargeOutcome, TransferRequest } from '../port.ts';

type BankTransfer = Stripe.PaymentIntentCreateParams.PaymentMethodOptions.CustomerBalance.BankTransfer;

/** Stripe has accounts in these countries only; a transfer from another country of the euro is cross-border. */
const EURO_ACCOUNTS = ['BE', 'DE', 'ES', 'FR', 'IE', 'NL'];
const EURO_ACCOUNT_OTHERWISE = 'IE';

/** `undefined` for a currency in which Stripe takes no transfers. */
export function bankTransferOf({
  currency,
  country,
}: Pick<TransferRequest, 'currency' | 'country'>): BankTransfer | undefined {
  switch (currency) {
    case 'USD':
      return { type: 'us_bank_transfer' };
    case 'GBP':
      return { type: 'gb_bank_transfer' };
    case 'JPY':
      return { type: 'jp_bank_transfer' };
    case 'MXN':
      return { type: 'mx_bank_transfer' };
    case 'EUR': {
      const at = EURO_ACCOUNTS.includes(country) ? country : EURO_ACCOUNT_OTHERWISE;
      return { type: 'eu_bank_transfer', eu_bank_transfer: { country: at } };
    }
    default:
      return undefined;
  }
}

type Instructions = Stripe.PaymentIntent.NextAction.DisplayBankTransferInstructions;

/** The account to pay into, and what has not arrived yet. */
export function transferActionOf(instructions: Instructions, ordered: Currency): NextAction {
  const {
    amount_remaining,
    currency,
    reference,
    financial_addresses = [],
    hosted_instructions_url,
  } = instructions;
  const [address] = financial_addresses;
  const of = (currency ?? ordered).toUpperCase();
  return {
    kind: 'transfer',
    reference: reference ?? '',
    account: {
      ...(address && accountOf(address)),
      ...(hosted_instructions_url !== null && { instructionsUrl: hosted_instructions_url }),
    },
    remainingMicros: fromMinorUnits(amount_remaining ?? 0, of),
    currency: of,
  };
}

/**
 * The outcome of a transfer that is over, with what Stripe holds for the customer then. Stripe pays the customer's next
 * transfer from it by itself. It keeps no order from being booked that an API key may not read the balance.
 */
export async function withExcess(
  stripe: Stripe,
  intent: Stripe.PaymentIntent,
  outcome: ChargeOutcome,
): Promise<ChargeOutcome> {
  const { allowed_payment_method_types: allowed, customer } = intent;
  const isOver = outcome.status === 'succeeded' || outcome.status === 'declined';
  const isTransfer = allowed?.every((type) => type === 'customer_balance') ?? false;
  if (!isOver || !isTransfer || !customer) return outcome;
  const owner = typeof customer === 'string' ? customer : customer.id;
  const minor = (await cashOf(stripe, owner))?.[intent.currency] ?? 0;
  return minor > 0 ? { ...outcome, excessMicros: fromMinorUnits(minor, intent.currency) } : outcome;
}

async function cashOf(stripe: Stripe, customer: string): Promise<Stripe.CashBalance['available']> {
  try {
    return (await stripe.customers.retrieveCashBalance(customer)).available;
  } catch (error) {
    const { StripeInvalidRequestError, StripePermissionError } = Stripe.errors;
    if (error instanceof StripeInvalidRequestError || error instanceof StripePermissionError) return null;
    throw error;
  }
}

/** The texts of the address: numbers, holder and bank. Addresses of buildings are left out. */
function accountOf(
  address: NonNullable<Instructions['financial_addresses']>[number],
): Record<string, string> {
  const details =
    address.iban ?? address.aba ?? address.sort_code ?? address.spei ?? address.zengin ?? address.swift;
  const texts = Object.entries(details ?? {}).flatMap(([name, value]) =>
    typeof value === 'string' ? [[camelCase(name), value]] : [],
  );
  return { type: address.type, ...Object.fromEntries(texts) };
}

const camelCase = (name: string): string =>
  name.replaceAll(/_(\w)/g, (_match, letter: string) => letter.toUpperCase());
