import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql } from '@perennial/database/database';
import { instant, type Instant } from '@perennial/kernel/instant';
import type { DueWork } from '@perennial/service/work/due-work';
import { ProviderRegistry } from '../provider/provider-registry.js';
import type { UnknownAttempt } from './attempt.js';
import { orphanedAttempts } from './attempt.store.js';
import { anyForeignCall } from './process-lease.store.js';
import { RecordResults, type FinishedCall } from './record-results.js';
import { SENDER, type Sender } from './sender.js';

const BATCH = 100;

/**
 * Takes over the calls of processes whose lease is over: nobody will hear how they went, so the provider that was
 * called is asked where it can be and still is there, else they count as ambiguous.
 */
@Injectable()
export class ResolveOrphans implements DueWork {
  readonly name = 'resolve-orphans';

  constructor(
    private readonly database: Database,
    private readonly results: RecordResults,
    private readonly providers: ProviderRegistry,
    @Inject(SENDER) private readonly sender: Sender,
  ) {}

  async run(): Promise<number> {
    const orphans = await orphanedAttempts(this.database, BATCH);
    if (orphans.length === 0) return 0;
    return await this.results.execute(await Promise.all(orphans.map((orphan) => this.#finished(orphan))));
  }

  async nextDue(sql: Sql): Promise<Instant | null> {
    return (await anyForeignCall(sql, this.sender.id)) ? instant(0) : null;
  }

  async #finished(orphan: UnknownAttempt): Promise<FinishedCall> {
    const { channel, provider, capabilities, idempotencyKey } = orphan;
    const called = capabilities.lookup ? this.providers.find(channel, provider) : undefined;
    const found = await called?.provider.lookup(idempotencyKey);
    const reason = 'the calling process is gone';
    return {
      ...orphan,
      provider: { name: provider.name, capabilities, others: this.providers.othersOf(channel, provider.name) },
      result: found?.kind === 'accepted' || found?.kind === 'waiting' ? found : { kind: 'ambiguous', reason },
    };
  }
}
