import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { instant, type Instant } from '@perennial/kernel/instant';
import type { DueWork } from '@perennial/service/work/due-work';
import { EMAIL_PROVIDER, type EmailProvider } from '../provider/provider.js';
import type { OpenAttempt } from './attempt.store.js';
import { anyForeignCall, orphanedAttempts } from './process-lease.store.js';
import { RecordResults, type FinishedCall } from './record-results.js';
import { SENDER, type Sender } from './sender.js';

const BATCH = 100;

/**
 * Takes over the calls of processes whose lease is over: nobody will hear how they went, so the provider is asked where
 * it can
 * be, else they count as ambiguous.
 */
@Injectable()
export class ResolveOrphans implements DueWork {
  readonly name = 'resolve-orphans';
  readonly signalled = false;

  constructor(
    private readonly database: Database,
    private readonly results: RecordResults,
    @Inject(EMAIL_PROVIDER) private readonly provider: EmailProvider,
    @Inject(SENDER) private readonly sender: Sender,
  ) {}

  async run(): Promise<number> {
    const orphans = await orphanedAttempts(this.database, BATCH);
    if (orphans.length === 0) return 0;
    const finished = await Promise.all(orphans.map((orphan) => this.#finished(orphan)));
    return await this.results.execute(finished);
  }

  async nextDue(): Promise<Instant | null> {
    return (await anyForeignCall(this.database, this.sender.id)) ? instant(0) : null;
  }

  async #finished({ id, messageId, idempotencyKey }: OpenAttempt): Promise<FinishedCall> {
    const found = this.provider.capabilities.lookup ? await this.provider.lookup(idempotencyKey) : undefined;
    const reason = 'the calling process is gone';
    return { attemptId: id, messageId, result: found?.kind === 'accepted' ? found : { kind: 'ambiguous', reason } };
  }
}
