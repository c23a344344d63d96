import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { addDays } from '@perennial/calendar/civil';
import { addMs, MINUTE, type Instant } from '@perennial/kernel/instant';
import type { Clients, OpenDeal } from './clients.js';
import { dealsDueAtOnce, dealsDueOn, FIRST_DAY, nextStop, noon, opening } from './deal.js';
import { LOAD, type LoadShape } from './load-shape.js';

export interface LoadParts {
  readonly clients: Clients;
  readonly walkTo: (to: Instant) => Promise<void>;
  /** Sets the clock without waiting for rest, before or after. */
  readonly jumpTo: (to: Instant) => Promise<void>;
  /** Resolves when the walk next comes to rest, to true, or after that many ms. */
  readonly nextRest: (limitMs: number) => Promise<boolean>;
}

const POLL_MS = 50;
/** Holidays and weekends put a first reminder off by some days. */
const SURELY_DUE_DAYS = 8;
/** Terms that ended are left to expire. */
const STILL_PAID_CYCLES = 20;
/** The part of the payments that comes before the jump. */
const BEFORE = 0.3;
const PULSE = { imports: 3, payments: 1, jitterMs: 400 };
/**
 * Between two pulses the walk must come to rest; where it does not, because something is away, they come later and
 * later.
 */
const SHORTEST_PULSE_MS = 1_500;
const LONGEST_PULSE_MS = 8_000;

/**
 * Business as usual, in two streams. Cycles: an import, and a walk of the clock over due days with payments and
 * cancellations at random moments of it, so that closures race claims and calls. Pulses: a few contracts whose reminder
 * goes out at once and a payment, without the clock, so that messages are on their way also while a fault keeps the
 * walk waiting.
 */
export class Load {
  cycles = 0;
  #pulses = 0;
  #day = FIRST_DAY;
  #shape: LoadShape = LOAD;
  #unpaid: OpenDeal[] = [];
  #stopping = false;
  #pulsing = false;
  #running: Promise<void> | undefined;
  #broken: unknown;

  constructor(private readonly parts: LoadParts) {}

  /** The day up to which everything was walked. */
  get day(): string {
    return this.#day;
  }

  /** Goes on from this day, to which somebody else has walked. */
  skipTo(day: string): void {
    this.#day = day;
  }

  start(shape: Partial<LoadShape> = {}): void {
    this.#shape = { ...LOAD, ...shape };
    this.#stopping = false;
    this.#running = this.#cycle();
    this.#running.catch((error: unknown) => (this.#broken = error));
  }

  /**
   * Does something in the middle of the load, with pulses, to its end. @throws what broke the load meanwhile, else
   * `work`.
   */
  async during(work: () => Promise<void>): Promise<void> {
    await this.play(1);
    this.#pulsing = this.#shape.pulses;
    const [worked, pulsed] = await Promise.allSettled([work().finally(() => (this.#pulsing = false)), this.#pulse()]);
    if (this.#broken) throw this.#broken;
    for (const one of [pulsed, worked]) if (one.status === 'rejected') throw one.reason;
  }

  /**
   * Ends the cycle in hand and plays one more, so that there was load after the fault too. @throws what broke the load.
   */
  async finish(): Promise<void> {
    const running = this.#running as Promise<void>;
    await this.play(2);
    this.#stopping = true;
    await running;
  }

  /** Leaves the load to its fate; nobody looks at it any more. */
  abandon(): void {
    this.#stopping = true;
    this.#pulsing = false;
  }

  /** Waits for a number of further cycles, the one in hand included. */
  async play(cycles: number): Promise<void> {
    const until = this.cycles + cycles;
    while (this.cycles < until)
      await Promise.race([
        sleep(POLL_MS),
        (this.#running as Promise<void>).then(() => Promise.reject(new Error('the load has ended'))),
      ]);
  }

  async #cycle(): Promise<void> {
    while (!this.#stopping) {
      await this.playDay(`c${this.cycles}`, this.#shape);
      this.cycles += 1;
    }
  }

  /**
   * One cycle: contracts, the walk to where their first reminders fall due, and the jump over it in the middle of
   * closures. @returns terms closed.
   */
  async playDay(
    prefix: string,
    { imports, payNew, cancelNew, payOld, jitterMs }: LoadShape,
  ): Promise<readonly string[]> {
    const { clients, walkTo, jumpTo } = this.parts;
    const next = nextStop(this.#day);
    const fresh = await clients.take(dealsDueOn(prefix, next, imports), addDays(next, SURELY_DUE_DAYS));
    await walkTo(addMs(opening(next), -MINUTE));
    const cancelled = draw(fresh, cancelNew);
    const paid = this.#choose(
      fresh.filter((deal) => !cancelled.includes(deal)),
      payNew,
      payOld,
    );
    const over = async (): Promise<void> => {
      await sleep(jitterMs * BEFORE);
      await jumpTo(opening(next));
      await walkTo(noon(next));
    };
    await Promise.all([over(), clients.pay(paid, jitterMs), clients.cancel(cancelled, next, jitterMs)]);
    this.#day = next;
    return [...paid, ...cancelled].map(({ termId }) => termId);
  }

  async #pulse(): Promise<void> {
    let patience = SHORTEST_PULSE_MS;
    while (this.#pulsing) {
      const deals = await this.parts.clients.take(
        dealsDueAtOnce(`p${(this.#pulses += 1)}`, this.#day, PULSE.imports),
        addDays(this.#day, SURELY_DUE_DAYS),
      );
      await this.parts.clients.pay(draw(deals, PULSE.payments), PULSE.jitterMs);
      patience = (await this.parts.nextRest(patience)) ? SHORTEST_PULSE_MS : Math.min(patience * 1.5, LONGEST_PULSE_MS);
    }
  }

  /** Some of the new ones and of the old ones, at random. */
  #choose(fresh: readonly OpenDeal[], payNew: number, payOld: number): OpenDeal[] {
    const young = this.#unpaid.slice(-this.#shape.imports * STILL_PAID_CYCLES);
    const chosen = [...draw(fresh, payNew), ...draw(young, payOld)];
    const taken = new Set(chosen);
    this.#unpaid = [...young, ...fresh].filter((deal) => !taken.has(deal));
    return chosen;
  }
}

function draw<T>(from: readonly T[], count: number): T[] {
  const left = [...from];
  return Array.from({ length: Math.min(count, left.length) }, () => left.splice(randomInt(left.length), 1)[0] as T);
}
