import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { LOGGER, type Logger } from '@perennial/service/log/logger';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { EMAIL_PROVIDER, type EmailProvider, type ProviderResult } from '../provider/provider.js';
import type { BegunCall } from './begin-attempts.js';
import { RecordResults, type FinishedCall } from './record-results.js';
import { endLease, renewLease } from './process-lease.store.js';
import { HEARTBEAT_MS, LEASE_MS, MAX_ROWS, SENDER, type Sender } from './sender.js';

/** Few results wait this long for others, to be written together. */
const GATHER_MS = 8;
const ENOUGH = 100;
const FAILED_MS = 500;

type Finished = FinishedCall & { readonly rows: number };

/** Runs begun calls beside the sending rounds and writes their results as they come. */
@Injectable()
export class RunCalls implements OnModuleDestroy {
  readonly #running = new Set<Promise<void>>();
  #finished: Finished[] = [];
  #writing: Promise<void> | undefined;
  #stopping = false;

  constructor(
    @Inject(EMAIL_PROVIDER) private readonly provider: EmailProvider,
    private readonly results: RecordResults,
    private readonly workSignal: WorkSignal,
    private readonly database: Database,
    @Inject(SENDER) private readonly sender: Sender,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  start(calls: readonly BegunCall[]): void {
    for (const call of calls) {
      const running = this.#run(call).finally(() => this.#running.delete(running));
      this.#running.add(running);
    }
  }

  /** Waits for the calls under way and their results; until then this process counts as alive. */
  async onModuleDestroy(): Promise<void> {
    this.#stopping = true;
    const calls = Promise.all(this.#running).then(() => this.#writing);
    while (this.#running.size > 0) {
      await renewLease(this.database, this.sender.id, LEASE_MS);
      await Promise.race([calls, sleep(HEARTBEAT_MS, undefined, { ref: false })]);
    }
    await this.#writing;
    await this.provider.close();
    await endLease(this.database, this.sender.id);
  }

  async #run({ attemptId, message, mail, callBy }: BegunCall): Promise<void> {
    const result = await this.#call(mail, callBy);
    // Attempt and message, and for each rider itself and its outcome.
    this.#finished.push({ attemptId, messageId: message.id, result, rows: 2 + 2 * message.riders.length });
    this.#writing ??= this.#write().finally(() => (this.#writing = undefined));
  }

  async #call(mail: BegunCall['mail'], callBy: number): Promise<ProviderResult> {
    try {
      const result = await this.provider.send(mail, { callBy });
      if (result.kind !== 'ambiguous' || !this.provider.capabilities.lookup) return result;
      const found = await this.provider.lookup(mail.idempotencyKey);
      return found.kind === 'accepted' ? found : result;
    } catch (error) {
      // A provider answers with results; whatever else happened, the mail may be out.
      this.logger.error({ err: error }, 'a provider call failed in an unforeseen way');
      return { kind: 'ambiguous', reason: (error as Error).message.slice(0, 120) };
    }
  }

  async #write(): Promise<void> {
    while (this.#finished.length > 0) {
      if (this.#finished.length < ENOUGH) await sleep(GATHER_MS);
      const batch = this.#take();
      try {
        await this.results.execute(batch);
        this.workSignal.raise();
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
