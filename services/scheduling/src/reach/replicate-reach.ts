import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/sql';
import type { RecipientId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { BounceChanged, PreferenceChanged } from '@perennial/proto/gen/perennial/events/v1/deliveries';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { markInternalPolicies } from '../marking/marking.store.js';
import { markTermsOfCustomers } from '../term/term-mark.store.js';
import { bounceOf, optOutOf } from './reach-change.js';
import { customersTold, isOwnersAddress, upsertBounces, upsertOptOuts } from './reach.store.js';

/** Keeps the replica of opt-outs and bounces: who cannot be reached is replaced before a step is due (M-10, D-05). */
@Injectable()
export class ReplicateReach {
  constructor(private readonly workSignal: WorkSignal) {}

  async preferences(tx: Transaction, events: readonly PreferenceChanged[], now: Instant): Promise<void> {
    await this.#mark(
      tx,
      await upsertOptOuts(
        tx,
        events.flatMap((event) => optOutOf(event, now) ?? []),
      ),
    );
  }

  async bounces(tx: Transaction, events: readonly BounceChanged[], now: Instant): Promise<void> {
    await this.#mark(
      tx,
      await upsertBounces(
        tx,
        events.flatMap((event) => bounceOf(event, now) ?? []),
      ),
    );
  }

  /** Every customer who is told at the address is planned anew, and internal steps where an owner has it. */
  async #mark(tx: Transaction, changed: readonly RecipientId[]): Promise<void> {
    if (changed.length === 0) return;
    const [customers, ofOwner] = await tx.pipeline([customersTold(tx, changed), isOwnersAddress(tx, changed)]);
    await markTermsOfCustomers(tx, customers);
    if (ofOwner) await markInternalPolicies(tx);
    tx.afterCommit(this.workSignal.waking('plan-terms'));
    if (ofOwner) tx.afterCommit(this.workSignal.waking('mark-terms'));
  }
}
