import { setTimeout as sleep } from 'node:timers/promises';
import type { Instant } from '@perennial/kernel/instant';
import type { MeasureAccounts } from './measure-accounts.js';
import type { ProviderResult } from './provider.js';
import { Slots } from './slots.js';
import type { Cost, SpendBook } from './spend-book.js';
import { TokenBucket } from './token-bucket.js';

export interface AccountSettings {
  readonly name: string;
  readonly connections: number;
  readonly perSecond: number;
  /** Of what costs are counted in. */
  readonly currency: string;
  /** Micros a month; null: no cap. */
  readonly cap: number | null;
}

/** What accounts share of their process. */
export interface AccountTools {
  readonly monotonic: () => number;
  readonly wallNow: () => number;
  /** Business clock: months of spending. */
  readonly now: () => Instant;
  readonly spend: SpendBook;
  readonly metrics: Pick<MeasureAccounts, 'cap' | 'capped' | 'rate'>;
}

/** What an answer means, and whether the account as a whole should be called less often. */
export interface Classed {
  readonly result: ProviderResult;
  readonly slower?: boolean;
}

/** Each waiting call needs its turn before `callBy`. */
const MOST_IN_HAND = 600;

/** An account at a provider: how fast it is called, and for how much a month. What it holds back is never sent. */
export class Account {
  readonly #bucket: TokenBucket;
  readonly #slots: Slots;

  constructor(
    private readonly settings: AccountSettings,
    private readonly tools: AccountTools,
  ) {
    const { name, perSecond, connections, currency, cap } = settings;
    this.#bucket = new TokenBucket(perSecond, tools.monotonic);
    this.#slots = new Slots(connections, MOST_IN_HAND, tools.monotonic);
    tools.metrics.cap(name, currency, cap);
    tools.metrics.rate(name, perSecond);
  }

  capacity(): number {
    return Math.min(this.#slots.capacity(), this.#bucket.room());
  }

  /** @param call.cost of the message, if it is taken. */
  async call(
    { cost, callBy }: { readonly cost: Cost; readonly callBy: number },
    send: () => Promise<Classed>,
  ): Promise<ProviderResult> {
    const { name, cap } = this.settings;
    const { monotonic, spend, metrics } = this.tools;
    const now = this.tools.now();
    if (!spend.reserve(name, cost, cap, now)) {
      metrics.capped(name);
      return { kind: 'at_fault', reason: 'SPEND_CAP' };
    }
    const result = await this.#inTurn(callBy - monotonic(), callBy, send);
    if (result.kind !== 'accepted' && result.kind !== 'ambiguous') spend.release(name, cost, now);
    return result;
  }

  async #inTurn(withinMs: number, callBy: number, send: () => Promise<Classed>): Promise<ProviderResult> {
    const wait = this.#bucket.take(withinMs);
    if (wait === undefined) return { kind: 'expired' };
    if (wait > 0) await sleep(wait);
    const classed = await this.#slots.run(send, callBy);
    if (!classed) return { kind: 'expired' };
    if (classed.slower)
      this.#bucket.slowDown(classed.result.kind === 'later' ? classed.result.retryAfterMs : undefined);
    this.tools.metrics.rate(this.settings.name, this.#bucket.rate);
    return classed.result;
  }
}
