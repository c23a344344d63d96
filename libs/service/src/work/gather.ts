import { AsyncLocalStorage } from 'node:async_hooks';
import { isTransient } from '@perennial/database/errors';

interface Waiting<Order, Answer> {
  readonly order: Order;
  /** Runs what it is given in the trace of this call. */
  readonly inItsTrace: <R>(run: () => R) => R;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Lets calls that come side by side share a transaction: while a batch is under way the next calls wait and then go
 * together. The first never waits, so that a lone call is as fast as without.
 */
export class Gather<Order, Answer> {
  #waiting: Waiting<Order, Answer>[] = [];
  #running = false;

  /** @param most orders in a batch. @param run does a batch, all of it or nothing, and answers in the orders' order. */
  constructor(
    private readonly most: number,
    private readonly run: (orders: readonly Order[]) => Promise<readonly Answer[]>,
  ) {}

  /** @throws what `run` throws for this order alone; an error that is nobody's fault goes to all of the batch. */
  ask(order: Order): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ order, inItsTrace: AsyncLocalStorage.snapshot(), resolve, reject });
      if (!this.#running) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) await this.#batch(this.#waiting.splice(0, this.most));
    this.#running = false;
  }

  /** A batch has one trace, that of its first call. */
  async #batch(batch: readonly Waiting<Order, Answer>[]): Promise<void> {
    const [first] = batch;
    if (!first) return;
    try {
      const answers = await first.inItsTrace(() => this.run(batch.map(({ order }) => order)));
      batch.forEach(({ resolve }, i) => resolve(answers[i] as Answer));
    } catch (error) {
      if (batch.length === 1) first.reject(error);
      else if (isTransient(error)) for (const { reject } of batch) reject(error);
      else for (const one of batch) await this.#batch([one]);
    }
  }
}
