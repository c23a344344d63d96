import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/database';
import type { EventBatch } from '@perennial/events/consumer/handler';
import { Outbox } from '@perennial/events/outbox/outbox';
import { paymentCause } from '@perennial/events/payment-cause';
import { toId, type TermId } from '@perennial/kernel/ids';
import { parseInstant, type Instant } from '@perennial/kernel/instant';
import { DomainError } from '@perennial/kernel/violation';
import type { PaymentRenewed, PaymentReversed } from '@perennial/proto/gen/perennial/events/v1/payments';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { changeContracts } from '../contract/change-contracts.js';
import { ContractAlerts } from './count-alerts.js';
import { renew } from './renewal.js';
import { reverse } from './reversal.js';
import { findTerms } from './term.store.js';

type PaymentType = 'payment.renewed' | 'payment.reversed';

/**
 * Follows payments: a renewal closes its term and opens the next one, a reversal takes that back (protocol.md, States).
 */
@Injectable()
export class RenewTerms {
  constructor(
    private readonly outbox: Outbox,
    private readonly workSignal: WorkSignal,
    private readonly alerts: ContractAlerts,
  ) {}

  /** In the transaction of the batch. @throws DomainError TERM_NOT_FOUND: nobody but this service creates terms. */
  async renewed({ tx, events, now }: EventBatch<'payment.renewed'>): Promise<void> {
    const byTerm = grouped(events);
    await this.#change(tx, [...byTerm.keys()], now, (draft, id) => {
      for (const { payload } of byTerm.get(id) ?? [])
        renew(draft, id, { cause: paymentCause(payload), by: 'payment', paidAt: paidAtOf(payload) });
    });
  }

  async reversed({ tx, events, now }: EventBatch<'payment.reversed'>): Promise<void> {
    const byTerm = grouped(events);
    await this.#change(tx, [...byTerm.keys()], now, (draft, id) => {
      for (const { payload } of byTerm.get(id) ?? [])
        for (const cause of undoneBy(payload)) reverse(draft, id, cause, payload.reason);
    });
  }

  async #change(
    tx: Transaction,
    termIds: readonly TermId[],
    now: EventBatch<PaymentType>['now'],
    decide: (draft: Parameters<typeof renew>[0], id: TermId) => void,
  ): Promise<void> {
    const terms = await findTerms(tx, termIds);
    const known = new Set(terms.map(({ id }) => id));
    const unknown = termIds.find((id) => !known.has(id));
    if (unknown) throw new DomainError('TERM_NOT_FOUND', `no term has the id ${unknown}`);
    const drafts = await changeContracts(
      tx,
      this.outbox,
      terms.map(({ contractId }) => contractId),
      now,
      (draft) => {
        for (const term of draft.terms) if (known.has(term.id)) decide(draft, term.id);
      },
    );
    tx.afterCommit(this.workSignal.waking('advance-terms'));
    tx.afterCommit(() => this.alerts.count(drafts));
  }
}

/** Null, as if it were paid now, where it cannot be read: a closing event closes whatever else it says. */
function paidAtOf({ paidAt }: PaymentRenewed): Instant | null {
  const read = paidAt === undefined ? null : parseInstant(paidAt);
  return read?.ok ? read.value : null;
}

/** Those of 0.2.0 name neither amount nor causes; later ones undo what they name, and perhaps nothing. */
function undoneBy({ amount, undoes, paymentId }: PaymentReversed): readonly string[] {
  return amount === undefined ? [`payment:${paymentId}`] : undoes;
}

function grouped<T extends { readonly payload: Pick<PaymentRenewed, 'termId'> }>(
  events: readonly T[],
): Map<TermId, T[]> {
  const groups = new Map<TermId, T[]>();
  for (const event of events) {
    const id = toId<TermId>(event.payload.termId);
    groups.set(id, [...(groups.get(id) ?? []), event]);
  }
  return groups;
}
