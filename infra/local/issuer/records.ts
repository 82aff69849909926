/** What the issuer remembers, in memory: sessions, codes, and the refresh tokens of each grant. */
import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Kept {
  readonly payload: AdapterPayload;
  readonly expiresAtMilliseconds: number;
}

/** A store for each model of oidc-provider, all in the same memory. */
export function recordsInMemory(): (model: string) => Adapter {
  const records = new Map<string, Kept>();
  return (model) => new Records(model, records);
}

class Records implements Adapter {
  readonly #model: string;
  readonly #records: Map<string, Kept>;

  constructor(model: string, records: Map<string, Kept>) {
    this.#model = model;
    this.#records = records;
  }

  async upsert(
    id: string,
    payload: AdapterPayload,
    expiresInSeconds = Number.POSITIVE_INFINITY,
  ): Promise<void> {
    const now = Date.now();
    for (const [key, { expiresAtMilliseconds }] of this.#records) {
      if (expiresAtMilliseconds <= now) this.#records.delete(key);
    }
    this.#records.set(this.#keyOf(id), { payload, expiresAtMilliseconds: now + expiresInSeconds * 1000 });
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const kept = this.#records.get(this.#keyOf(id));
    return kept && kept.expiresAtMilliseconds > Date.now() ? kept.payload : undefined;
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    const found = [...this.#records].find(([key, { payload }]) => this.#isMine(key) && payload.uid === uid);
    return found?.[1].payload;
  }

  /** No client of a user pool has the device flow. */
  async findByUserCode(): Promise<undefined> {
    return undefined;
  }

  async consume(id: string): Promise<void> {
    const key = this.#keyOf(id);
    const kept = this.#records.get(key);
    if (!kept) return;
    const consumed = Math.floor(Date.now() / 1000);
    this.#records.set(key, { ...kept, payload: { ...kept.payload, consumed } });
  }

  async destroy(id: string): Promise<void> {
    this.#records.delete(this.#keyOf(id));
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [key, { payload }] of this.#records) {
      if (this.#isMine(key) && payload.grantId === grantId) this.#records.delete(key);
    }
  }

  #keyOf(id: string): string {
    return `${this.#model}:${id}`;
  }

  #isMine(key: string): boolean {
    return key.startsWith(`${this.#model}:`);
  }
}
