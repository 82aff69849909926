/** What the settlement of a call that costs nothing has, besides its instant. */
export const FREE_SETTLEMENT = {
  fundedBy: 'free',
  international: false,
  includedMinutes: 0,
  paidSeconds: 0,
  connectionMicros: 0,
  chargeMicros: 0,
  location: 'US',
  parts: [],
  debtMicros: 0,
  postpaidMicros: 0,
} as const;
