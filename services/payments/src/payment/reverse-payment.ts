import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import { DomainError } from '@perennial/kernel/violation';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { PaymentMetrics } from '../metrics.js';
import { lockTerms } from '../term/term.store.js';
import { eventKey, PAYMENT_STATES, reversalEvents, type Payment, type ReversalOrder } from './payment.js';
import { readByGatewayEvent } from './payment.store.js';
import { claimReversal, markReversed, readReversedPayment } from './reversal.store.js';

/** Takes a renewing payment back: RENEWED → REVERSED, once for each gateway event. Contracts then re-opens the term. */
@Injectable()
export class ReversePayment {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
    private readonly metrics: PaymentMetrics,
  ) {}

  /**
   * @throws DomainError PAYMENT_NOT_FOUND; PAYMENT_NOT_RENEWED for one that failed or was reversed under another event
   * id; GATEWAY_EVENT_CONFLICT when this event id reversed another payment.
   */
  async execute(order: ReversalOrder): Promise<Payment> {
    const now = this.clock.now();
    return this.database.transaction('payments.reverse', async (tx) => {
      const { termId } = await this.#payment(tx, order);
      await lockTerms(tx, [termId]);
      const payment = await this.#payment(tx, order);
      if (!(await claimReversal(tx, { ...order, paymentId: payment.paymentId }, now)))
        return this.#repeat(tx, order, payment);
      if (!PAYMENT_STATES.can(payment.state, 'REVERSED')) throw notRenewed(payment);
      await markReversed(tx, payment.paymentId);
      const reversed = await this.#payment(tx, order);
      await this.outbox.append(tx, reversalEvents(reversed), now);
      tx.afterCommit(() => this.metrics.reversed.inc());
      return reversed;
    });
  }

  async #payment(tx: Transaction, { gateway, reversesGatewayEventId }: ReversalOrder): Promise<Payment> {
    const event = { gateway, gatewayEventId: reversesGatewayEventId };
    const payment = (await readByGatewayEvent(tx, [event])).get(eventKey(event));
    if (!payment)
      throw new DomainError('PAYMENT_NOT_FOUND', `no payment was recorded at ${gateway} under the event id to reverse`);
    return payment;
  }

  async #repeat(tx: Transaction, order: ReversalOrder, payment: Payment): Promise<Payment> {
    const before = await readReversedPayment(tx, order);
    if (before === null) throw notRenewed(payment);
    if (before !== payment.paymentId)
      throw new DomainError('GATEWAY_EVENT_CONFLICT', 'this event id reversed another payment before');
    return this.#payment(tx, order);
  }
}

function notRenewed({ state }: Payment): DomainError {
  return new DomainError(
    'PAYMENT_NOT_RENEWED',
    `only a payment that renewed its term can be reversed; this one is ${state}`,
  );
}
