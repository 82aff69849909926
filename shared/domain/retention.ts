/** How long a deployment keeps what it has stored (spec: Calls and the journal are kept for a time). */
export interface Retention {
  /** Calls and their usage records. */
  readonly callsDays: number;
  /**
   * A record of a call that started earlier is refused. Its call may have been charged and deleted before, and a call is
   * charged only once: so it is less than {@link callsDays}.
   */
  readonly oldestRecordDays: number;
  /** Entries of the journal; absent: for good. */
  readonly journalDays?: number | undefined;
}

export const DEFAULT_RETENTION: Retention = { callsDays: 1100, oldestRecordDays: 1095 };
