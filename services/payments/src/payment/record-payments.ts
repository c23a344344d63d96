import { Inject, Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import { newId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { DomainError } from '@perennial/kernel/violation';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { LOGGER, type Logger } from '@perennial/service/log/logger';
import { PaymentMetrics } from '../metrics.js';
import { issueQuotes } from '../quote/issue-quotes.js';
import { lockTerms } from '../term/term.store.js';
import { decidePayment, eventKey, eventsOf, sameOrder, type Payment, type PaymentOrder } from './payment.js';
import { claimPayments, readByGatewayEvent, writeOutcomes, type NewPayment } from './payment.store.js';

/** A payment writes up to 5 rows: itself, a quote, two events, its term's lock; a transaction at most 1,000. */
export const MAX_ORDERS = 200;

/**
 * Records money: each gateway event once, at most one renewing payment a term (invariants.md, one-payment; P-06, P-13).
 */
@Injectable()
export class RecordPayments {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
    private readonly metrics: PaymentMetrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Payments in the order of their reports; a report known already answers its first payment.
   * @throws DomainError GATEWAY_EVENT_CONFLICT when one of them says something else than the first report under its id:
   * then nothing of the batch is recorded. RangeError for more than 200.
   */
  async execute(orders: readonly PaymentOrder[]): Promise<Payment[]> {
    if (orders.length > MAX_ORDERS) throw new RangeError(`at most ${MAX_ORDERS} payments at once`);
    const now = this.clock.now();
    return this.database.transaction('payments.record', async (tx) => {
      await lockTerms(tx, [...new Set(orders.map(({ termId }) => termId))]);
      const payments = orders.map((order): NewPayment => ({ ...order, paymentId: newId() }));
      const claimed = await claimPayments(tx, payments, now);
      await this.#decide(
        tx,
        payments.filter(({ paymentId }) => claimed.has(paymentId)),
        now,
      );
      const stored = await readByGatewayEvent(tx, orders);
      return orders.map((order) => firstReport(order, stored.get(eventKey(order))));
    });
  }

  async #decide(tx: Transaction, payments: readonly NewPayment[], now: Instant): Promise<void> {
    if (payments.length === 0) return;
    const facts = await issueQuotes(
      tx,
      this.outbox,
      [...new Set(payments.map(({ termId }) => termId))],
      'payment',
      now,
    );
    const renewed = new Set<string>();
    const decided = payments.map((payment) => {
      const term = facts.get(payment.termId);
      const outcome = decidePayment(term, renewed.has(payment.termId), payment.amount);
      if (outcome.state === 'RENEWED') renewed.add(payment.termId);
      const owner = { contractId: term?.contractId ?? null, customerId: term?.customerId ?? null };
      return { ...payment, ...owner, outcome };
    });
    await writeOutcomes(tx, decided);
    const recorded = decided.map(({ outcome, ...payment }): Payment => ({
      ...payment,
      state: outcome.state,
      reason: outcome.state === 'FAILED' ? outcome.reason : '',
      quoteVersion: outcome.quoteVersion,
      recordedAt: now,
      reversedAt: null,
    }));
    await this.outbox.append(tx, recorded.flatMap(eventsOf), now);
    tx.afterCommit(() => recorded.forEach(this.#report));
  }

  readonly #report = ({ paymentId, termId, gateway, state, reason }: Payment): void => {
    if (state === 'RENEWED') {
      this.metrics.renewed.inc();
      return;
    }
    this.metrics.failed.inc({ reason });
    this.logger.warn(
      { paymentId, termId, gateway, reason },
      'money came in that renews nothing; a person has to look at it',
    );
  };
}

function firstReport(order: PaymentOrder, stored: Payment | undefined): Payment {
  if (!stored) throw new Error(`payment ${order.gateway} ${order.gatewayEventId} vanished inside its transaction`);
  if (sameOrder(stored, order)) return stored;
  throw new DomainError(
    'GATEWAY_EVENT_CONFLICT',
    `${order.gateway} reported another term or amount under this event id before; nothing was recorded`,
  );
}
