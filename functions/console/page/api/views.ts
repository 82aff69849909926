/** What the API answers, as far as the console shows it. Amounts are decimal strings, instants ISO 8601. */
import type { EntryType } from '../../../../shared/domain/credits/ledger.ts';
import type { OrderStatus } from '../../../../shared/domain/credits/orders.ts';
import type { RefundStatus } from '../../../../shared/domain/credits/refunds.ts';

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export interface Organization {
  readonly id: string;
  readonly name: string;
  readonly country: string;
  readonly currency: string;
  readonly agreement: 'MOSA' | 'MCA';
  readonly status: 'active' | 'suspended';
  readonly creditsLicenseRequiredFor: 'every-call' | 'paid-calls';
  readonly payAsYouGo: boolean;
}

export interface Balance {
  readonly currency: string;
  readonly balance: string;
  readonly held: string;
  readonly available: string;
  readonly debt: string;
  readonly unbooked: string;
  readonly forfeitable: { readonly amount: string; readonly expiresAt: string } | null;
  readonly postpaidThisMonth?: string;
  readonly asOf: string;
}

export interface Lot {
  readonly id: string;
  readonly amount: string;
  readonly remaining: string;
  readonly used: string;
  readonly forfeited: string;
  readonly unbooked: string;
  readonly withdrawn: string;
  readonly currency: string;
  readonly purchasedAt: string;
  readonly expiresAt: string;
  readonly expired: boolean;
  readonly source: 'purchase' | 'recharge';
  readonly status: 'open' | 'closed';
}

export interface AutoRecharge {
  readonly enabled: boolean;
  readonly amount: string;
  readonly threshold: string;
  /** `null` once an operator has lifted it. */
  readonly monthlyCap: string | null;
  readonly monthlyCapIsDefault: boolean;
  readonly rechargesPerHour: number;
  readonly currency: string;
  readonly status: 'off' | 'idle' | 'in-flight' | 'backing-off' | 'suspended';
  readonly reason: string | null;
  readonly retryAt: string | null;
  readonly consecutiveDeclines: number;
  readonly rechargedThisMonth: string;
}

export interface Entry {
  readonly id: string;
  readonly sequence: number;
  readonly type: EntryType;
  readonly at: string;
  readonly amount: string;
  readonly balanceBefore: string;
  readonly balanceAfter: string;
  readonly unbooked: string;
  readonly debt: string;
  readonly currency: string;
  readonly lots: readonly LotPart[];
  readonly reference: Readonly<Record<string, string | number>>;
}

export interface LotPart {
  readonly lotId: string;
  readonly amount: string;
}

/** How much may be bought at once, in the currency of the organization. */
export interface CreditsProduct {
  readonly minimum: string;
  readonly maximum: string;
  readonly termMonths: number;
}

export interface PaymentMethodView {
  readonly token: string;
  readonly label: string | null;
  readonly billingAddress: Readonly<Record<string, string>>;
  readonly purchaseOrder: string | null;
  readonly setAt: string;
}

export interface Owned {
  readonly credits: CreditsProduct;
  readonly paymentMethod: PaymentMethodView | null;
}

export interface Purchase {
  readonly id: string;
  readonly kind: 'purchase' | 'recharge';
  readonly status: OrderStatus;
  readonly amount: string;
  readonly refunded: string;
  readonly currency: string;
  readonly createdAt: string;
  readonly finishedAt: string | null;
  readonly reason: string | null;
  readonly lotId: string | null;
  readonly lot?: Lot;
  readonly invoice?: Invoice;
}

export interface Refund {
  readonly id: string;
  readonly status: RefundStatus;
  readonly amount: string;
  readonly currency: string;
}

export interface Invoice {
  readonly id: string;
  readonly number: number;
  readonly kind: string;
  readonly description: string;
  readonly amount: string;
  readonly currency: string;
  readonly issuedAt: string;
}
