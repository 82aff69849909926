/** What happened, for subscribers of the event bus. */

/** An event for the bus. The id stays the same when it is published again. */
export interface DomainEvent {
  readonly id: string;
  readonly type: EventType;
  readonly detail: Readonly<Record<string, unknown>>;
}

export type EventType =
  | 'CreditsPurchased'
  | 'PurchaseFailed'
  | 'CreditsRefunded'
  | 'RefundFailed'
  | 'ChargebackReceived'
  | 'RechargeStarted'
  | 'RechargeSucceeded'
  | 'RechargeFailed'
  | 'RechargeSuspended'
  | 'RechargeResumed'
  | 'BalanceLow'
  | 'BalanceExhausted'
  | 'LotExpiring'
  | 'LotExpired'
  | 'UsageSettled'
  | 'CallDenied'
  | 'PoolWarning'
  | 'LicensesGranted'
  | 'LicenseAssigned'
  | 'LicenseRemoved'
  | 'InvoiceIssued';
