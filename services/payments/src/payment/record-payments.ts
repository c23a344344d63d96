import { Inject, Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import { newId, type TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { DomainError } from '@perennial/kernel/violation';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { REFERENCE_RESOLVER, referenceKey, type ReferenceResolver } from '../reference/reference.js';
import { readLiveFacts } from '../archive/restore-terms.js';
import { laterTerms, lockTerms } from '../term/term.store.js';
import { bookPayments, type Waiting } from './book-payments.js';
import { checkOffer } from './offer.js';
import { NoteMoney } from './note-money.js';
import { eventKey, sameOrder, type NewPayment, type Offer, type Payment, type PaymentOrder } from './payment.js';
import { beginWriting, claimPayments, readByGatewayEvent } from './payment.store.js';

/** A payment writes up to 8 rows: itself, cause, quote, three events, a review, its term; a transaction 1,000. */
export const MAX_ORDERS = 100;

/** An order of the pay page: it is taken while what the page showed holds, and refused otherwise. */
export type PaymentRequest = PaymentOrder & { readonly offer?: Offer };

/**
 * Records money: each gateway event once, booked on its term, where the sum decides (invariants.md, one-payment,
 * money-settles; P-06, P-13). Money whose term is not known waits for it.
 */
@Injectable()
export class RecordPayments {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
    private readonly workSignal: WorkSignal,
    private readonly note: NoteMoney,
    @Inject(REFERENCE_RESOLVER) private readonly references: ReferenceResolver,
  ) {}

  /**
   * Payments in the order of their reports; a report known already answers its payment as it is by now.
   * @throws DomainError GATEWAY_EVENT_CONFLICT when one of them says something else than the first report under its id,
   * QUOTE_CHANGED: then nothing of the batch is recorded. RangeError for more than 100.
   */
  async execute(orders: readonly PaymentRequest[]): Promise<Payment[]> {
    if (orders.length > MAX_ORDERS) throw new RangeError(`at most ${MAX_ORDERS} payments at once`);
    const now = this.clock.now();
    const resolved = await this.references.resolve(orders.flatMap(({ reference }) => reference ?? []));
    const candidates = (order: PaymentOrder): readonly TermId[] =>
      order.termId ? [order.termId] : ((order.reference && resolved?.get(referenceKey(order.reference))) ?? []);
    return this.database.transaction('payments.record', async (tx) => {
      const named = [...new Set(orders.flatMap(candidates))];
      // The archive waits for whoever looks for an event id, from here on (ADR 0030).
      const [later] = await tx.pipeline([laterTerms(tx, named), beginWriting(tx)]);
      const termIds = [...new Set([...named, ...later])];
      await lockTerms(tx, termIds);
      const payments = orders.map((order): PaymentRequest & NewPayment => ({ ...order, paymentId: newId() }));
      const claimed = await claimPayments(tx, payments, now);
      const waiting = payments
        .filter(({ paymentId }) => claimed.has(paymentId))
        .map((payment): Waiting => ({ payment, candidates: candidates(payment), taken: [] }));
      await this.#book(tx, waiting, termIds, now);
      const stored = await readByGatewayEvent(tx, orders);
      return orders.map((order) => firstReport(order, stored.get(eventKey(order))));
    });
  }

  async #book(tx: Transaction, waiting: readonly Waiting[], termIds: readonly TermId[], now: Instant): Promise<void> {
    if (waiting.length === 0) return;
    const terms = await readLiveFacts(tx, termIds, now);
    for (const { payment } of waiting) checkOffer(payment, terms, now);
    const booked = await bookPayments(tx, this.outbox, terms, waiting, now);
    await this.note.booked(tx, booked, now);
    tx.afterCommit(this.workSignal.waking('match-payments', 'apply-reversals'));
  }
}

function firstReport(order: PaymentOrder, stored: Payment | undefined): Payment {
  if (!stored)
    throw new DomainError('GATEWAY_EVENT_CONFLICT', 'this event was recorded so long ago that it is kept no more');
  if (sameOrder(stored, order)) return stored;
  throw new DomainError(
    'GATEWAY_EVENT_CONFLICT',
    `${order.gateway} reported another term, reference or amount under this event id before; nothing was recorded`,
  );
}
