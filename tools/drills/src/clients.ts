import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Edges } from '@perennial/testing/system/edges';
import { addressOf, cancellationOf, recordsOf, type Deal } from './deal.js';
import { repeatUntilAnswered, NotYet } from './repeat-until-answered.js';

export interface OpenDeal extends Deal {
  readonly termId: string;
}

/**
 * The ERP and the payment gateway: they repeat what was not answered, with the same ids, and keep books of their own.
 */
export class Clients {
  /** Addresses of customers who never paid, with the day on which their first reminder was surely due. */
  readonly silent = new Map<string, string>();

  /** @param signal aborted when nobody waits for answers any more. */
  constructor(
    private readonly edges: () => Edges,
    private readonly signal: AbortSignal,
  ) {}

  /** @param surelyDue day by which a first reminder of each must have come. */
  async take(deals: readonly Deal[], surelyDue: string): Promise<OpenDeal[]> {
    const ids = await this.#repeat(() => this.edges().take(deals.flatMap(recordsOf)));
    const open = await Promise.all(
      deals.map(async (deal, i) => ({ ...deal, termId: await this.#termOf(ids[i * 3 + 2] as string, deal) })),
    );
    for (const { name } of deals) this.silent.set(addressOf(name), surelyDue);
    return open;
  }

  /** Pays each at a random moment of the next `jitterMs`, by its current quote. */
  async pay(deals: readonly OpenDeal[], jitterMs: number): Promise<void> {
    for (const { name } of deals) this.silent.delete(addressOf(name));
    await Promise.all(
      deals.map(async ({ name, termId }) => {
        await sleep(randomInt(jitterMs + 1));
        await this.#repeat(() =>
          this.edges()
            .payQuote(termId, `pay-${name}`)
            .catch((error: unknown) => {
              throw error instanceof Error && error.message.endsWith('has no quote')
                ? new NotYet(error.message)
                : error;
            }),
        );
      }),
    );
  }

  /** The ERP cancels each at a random moment of the next `jitterMs`. @param day business date of the cancellation. */
  async cancel(deals: readonly Deal[], day: string, jitterMs: number): Promise<void> {
    for (const { name } of deals) this.silent.delete(addressOf(name));
    await Promise.all(
      deals.map(async (deal) => {
        await sleep(randomInt(jitterMs + 1));
        await this.#repeat(() => this.edges().take([cancellationOf(deal, day)]));
      }),
    );
  }

  async #termOf(contractId: string, { lastDay }: Deal): Promise<string> {
    const term = (await this.#repeat(() => this.edges().terms(contractId))).find(
      (candidate) => candidate.lastDay === lastDay,
    );
    if (!term) throw new Error(`contract ${contractId} has no term until ${lastDay}`);
    return term.termId;
  }

  #repeat<T>(call: () => Promise<T>): Promise<T> {
    return repeatUntilAnswered(call, { signal: this.signal });
  }
}
