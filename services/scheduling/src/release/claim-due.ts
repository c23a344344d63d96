import { Injectable } from '@nestjs/common';
import type { Sql, Transaction } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import type { RecipientId, TermId } from '@perennial/kernel/ids';
import { addMs, DAY, type Instant } from '@perennial/kernel/instant';
import type { Batch } from '@perennial/service/work/due-work';
import { AppendDecisions } from '../decision/append-decisions.js';
import { endedEvents } from '../reminder/reminder-events.js';
import { onTermsAccount } from '../term/bad-term.js';
import { TermStore } from '../term/term.store.js';
import { DEFAULT_CAPS, LONGEST_CAP_DAYS } from './cap.js';
import { ClaimStore } from './claim.store.js';
import { dueEvents, releaseDecisions, withIds, type DueMessage } from './due-message.js';
import { release, type Release } from './release.js';
import { SendStore } from './send.store.js';

/**
 * One batch of the claim: locks recipients, then terms, re-reads what is due, decides and writes (protocol.md, Claim
 * and locks).
 */
@Injectable()
export class ClaimDue {
  constructor(
    private readonly claims: ClaimStore,
    private readonly terms: TermStore,
    private readonly sends: SendStore,
    private readonly decisions: AppendDecisions,
    private readonly outbox: Outbox,
  ) {}

  async execute(
    tx: Transaction,
    now: Instant,
    { only, took }: Batch,
  ): Promise<{ handled: number; messages: readonly DueMessage[] }> {
    const locked = await this.claims.lockRecipients(tx, only, now);
    if (locked.length === 0) return { handled: 0, messages: [] };
    const { recipients, terms: termIds } = await this.claims.takeBatch(tx, locked, only, now);
    took(termIds);
    const terms = await this.terms.lockAndRead(tx, termIds);
    const { messages, held, skipped } = await this.#decide(
      tx,
      recipients,
      terms.map(({ termId }) => termId),
      now,
    );
    const due = withIds(messages);
    const handled = due.flatMap(({ riders }) => riders).length + held.length + skipped.length;
    if (handled === 0) return { handled, messages: due };
    const ended = skipped.map(({ reminder, reason }) => ({
      ...reminder,
      endState: 'SKIPPED' as const,
      endReason: reason,
    }));
    tx.pipelineWithCommit([
      this.claims.write(tx, due, { held, skipped }, now),
      this.sends.insert(tx, due, now),
      this.decisions.execute(tx, terms, releaseDecisions({ held, skipped }, due), now),
      this.outbox.append(tx, [...dueEvents(due, now), ...endedEvents(ended, now)], now),
    ]);
    return { handled, messages: due };
  }

  async nextDue(sql: Sql): Promise<Instant | null> {
    return await this.claims.nextDue(sql);
  }

  async setAside(sql: Sql, termId: TermId, reason: string): Promise<void> {
    await this.terms.setAside(sql, termId, reason);
  }

  async #decide(
    tx: Transaction,
    recipients: readonly RecipientId[],
    termIds: Parameters<ClaimStore['due']>[2],
    now: Instant,
  ): Promise<Release> {
    const [due, sends] = await tx.pipeline([
      this.claims.due(tx, recipients, termIds, now),
      this.sends.since(tx, recipients, addMs(now, -LONGEST_CAP_DAYS * DAY)),
    ]);
    const [dueOf, sendsOf] = [byRecipient(due), byRecipient(sends)];
    const releases = recipients.map((recipientId) =>
      onTermsAccount(() =>
        release({
          due: dueOf.get(recipientId) ?? [],
          recentSends: sendsOf.get(recipientId) ?? [],
          caps: DEFAULT_CAPS,
          now,
        }),
      ),
    );
    return {
      messages: releases.flatMap((r) => r.messages),
      held: releases.flatMap((r) => r.held),
      skipped: releases.flatMap((r) => r.skipped),
    };
  }
}

function byRecipient<T extends { readonly recipientId: RecipientId }>(
  rows: readonly T[],
): ReadonlyMap<RecipientId, T[]> {
  const groups = new Map<RecipientId, T[]>();
  for (const row of rows) {
    const group = groups.get(row.recipientId);
    if (group) group.push(row);
    else groups.set(row.recipientId, [row]);
  }
  return groups;
}
