import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { Wakeup } from '@perennial/events/wakeup';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { LOGGER, type Logger } from '@perennial/service/log/logger';
import { capabilitiesOf, type ProviderResult } from '../provider/provider.js';
import { ProviderRegistry } from '../provider/provider-registry.js';
import type { BegunCall } from './begin-attempts.js';
import { RecordResults, type FinishedCall } from './record-results.js';
import { endLease, renewLease } from './process-lease.store.js';
import { HEARTBEAT_MS, LEASE_MS, MAX_ROWS, SENDER, type Sender } from './sender.js';

/** Results wait this long for those of other calls under way, to be written together. */
const GATHER_MS = 60;
const ENOUGH = 200;
const FAILED_MS = 500;

type Finished = FinishedCall & { readonly rows: number };

/** Runs begun calls beside the sending rounds and writes their results as they come. */
@Injectable()
export class RunCalls implements OnModuleDestroy {
  readonly #running = new Set<Promise<void>>();
  #beating: Promise<void> | undefined;
  #calling = 0;
  #finished: Finished[] = [];
  #writing: Promise<void> | undefined;
  readonly #gathered = new Wakeup();
  #stopping = false;

  constructor(
    private readonly providers: ProviderRegistry,
    private readonly results: RecordResults,
    private readonly database: Database,
    private readonly clock: BusinessClock,
    @Inject(SENDER) private readonly sender: Sender,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Whether a call or the writing of its result is under way. */
  get busy(): boolean {
    return this.#running.size > 0 || this.#writing !== undefined;
  }

  start(calls: readonly BegunCall[]): void {
    this.#calling += calls.length;
    for (const call of calls) {
      const running = this.#run(call).finally(() => this.#running.delete(running));
      this.#running.add(running);
    }
    this.#beating ??= this.#beat().finally(() => (this.#beating = undefined));
  }

  /** Waits for the calls under way and their results; until then this process counts as alive. */
  async onModuleDestroy(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#running);
    await this.#writing;
    await this.providers.close();
    await endLease(this.database, this.sender.id);
  }

  /** A process counts as alive while it calls; begun attempts renewed its lease when they were written. */
  async #beat(): Promise<void> {
    while (this.#running.size > 0) {
      await sleep(HEARTBEAT_MS, undefined, { ref: false });
      if (this.#running.size > 0) await renewLease(this.database, this.sender.id, LEASE_MS).catch(this.#onMissedBeat);
    }
  }

  readonly #onMissedBeat = (error: unknown): void =>
    this.logger.error({ err: error }, 'the lease of this sender could not be renewed');

  async #run(call: BegunCall): Promise<void> {
    const { attemptId, addressHmac, content, message, route, to } = call;
    const result = await this.#call(call);
    const { name } = route.provider;
    const capabilities = capabilitiesOf(route.provider, content);
    const rows = rowsOf(result, message.dispatches.length);
    this.#finished.push({
      attemptId,
      messageId: message.messageId,
      addressHmac,
      provider: { name, capabilities, others: this.providers.othersOf(message.channel, name, to) },
      result,
      rows,
    });
    this.#calling -= 1;
    if (this.#finished.length >= ENOUGH || this.#calling === 0) this.#gathered.wake();
    this.#writing ??= this.#write().finally(() => (this.#writing = undefined));
  }

  async #call({ content, callBy, route: { provider, breaker, dryRun } }: BegunCall): Promise<ProviderResult> {
    if (dryRun) return { kind: 'accepted', providerMessageId: '', note: 'DRY_RUN' };
    const done = breaker.begin(this.clock.now());
    try {
      const result = await provider.send(content, { callBy });
      done(result, this.clock.now());
      if (result.kind !== 'ambiguous' || !capabilitiesOf(provider, content).lookup) return result;
      const found = await provider.lookup(content.idempotencyKey);
      return found.kind === 'accepted' || found.kind === 'waiting' ? found : result;
    } catch (error) {
      // A provider answers with results; whatever else happened, the content may be out.
      this.logger.error({ err: error }, 'a provider call failed in an unforeseen way');
      const result = { kind: 'ambiguous', reason: (error as Error).message.slice(0, 120) } as const;
      done(result, this.clock.now());
      return result;
    }
  }

  async #write(): Promise<void> {
    while (this.#finished.length > 0) {
      if (this.#finished.length < ENOUGH && this.#calling > 0) await this.#gathered.wait(GATHER_MS);
      const batch = this.#take();
      try {
        await this.results.execute(batch);
      } catch (error) {
        // At the end of the process they are left to resolve-orphans, which asks the provider or calls them ambiguous.
        if (!this.#stopping) this.#finished.unshift(...batch);
        this.logger.error({ err: error, results: batch.length }, 'results could not be written');
        await sleep(FAILED_MS);
      }
    }
  }

  #take(): Finished[] {
    let rows = 0;
    let count = 0;
    for (const { rows: more } of this.#finished) {
      if (count > 0 && rows + more > MAX_ROWS) break;
      rows += more;
      count += 1;
    }
    return this.#finished.splice(0, count);
  }
}

/**
 * Attempt, message; for each dispatch itself, its outcome, the event and perhaps a review. What failed may write a
 * bounce, an exception, a message of the next channel, and for each dispatch one more there.
 */
function rowsOf({ kind }: ProviderResult, dispatches: number): number {
  return kind === 'accepted' ? 4 + 4 * dispatches : 6 + 6 * dispatches;
}
