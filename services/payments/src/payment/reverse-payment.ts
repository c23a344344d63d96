import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import type { TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { formatDecimal } from '@perennial/kernel/money';
import { DomainError, violation } from '@perennial/kernel/violation';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { readLiveFacts } from '../archive/restore-terms.js';
import { lockTerms } from '../term/term.store.js';
import { MoneyDrafts } from './money-drafts.js';
import { NoteMoney } from './note-money.js';
import { eventKey, type Payment } from './payment.js';
import { changePayments, lockUnmatched, readByGatewayEvent } from './payment.store.js';
import { sameReversal, takenOf, type ReversalOrder } from './reversal.js';
import { claimReversal, readReversal, writeTaken } from './reversal.store.js';
import { saveMoney } from './save-money.js';

/** The payment was matched between the look at it and its lock: the transaction begins again. */
const MATCHED_MEANWHILE = Symbol('matched meanwhile');

/**
 * Takes a payment back, or a part of it, once for each gateway event, whatever became of it: what is left of its term's
 * money then decides. One that comes before its payment waits for it (K17, M11).
 */
@Injectable()
export class ReversePayment {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
    private readonly note: NoteMoney,
  ) {}

  /**
   * @returns the payment as it is now; undefined while the reversal waits.
   * @throws DomainError INVALID_REQUEST for more than is left, or another currency; GATEWAY_EVENT_CONFLICT when this
   * event id said something else before.
   */
  async execute(order: ReversalOrder): Promise<Payment | undefined> {
    for (;;) {
      const now = this.clock.now();
      const payment = await this.database.transaction('payments.reverse', (tx) => this.#reverse(tx, order, now));
      if (payment !== MATCHED_MEANWHILE) return payment;
    }
  }

  async #reverse(
    tx: Transaction,
    order: ReversalOrder,
    now: Instant,
  ): Promise<Payment | undefined | typeof MATCHED_MEANWHILE> {
    const seen = await paymentOf(tx, order);
    if (seen?.termId) await lockTerms(tx, [seen.termId]);
    else if (seen && (await lockUnmatched(tx, [seen.paymentId])).length === 0) return MATCHED_MEANWHILE;
    const fresh = await claimReversal(tx, order, now);
    if (!fresh) {
      const first = await readReversal(tx, order);
      if (!first || !sameReversal(first, order))
        throw new DomainError('GATEWAY_EVENT_CONFLICT', 'this event id took back something else before');
      if (first.paymentId !== null) return await paymentOf(tx, order);
    }
    const payment = seen && (await paymentOf(tx, order));
    if (!payment) {
      await this.note.waiting(tx, order, now);
      return undefined;
    }
    const left = payment.amount.minor - payment.reversed;
    await this.#take(tx, order, payment, fresh ? minorOf(order, payment) : takenOf(order, payment.amount, left), now);
    return await paymentOf(tx, order);
  }

  async #take(tx: Transaction, order: ReversalOrder, payment: Payment, minor: bigint, now: Instant): Promise<void> {
    const { termId, paymentId } = payment;
    let undid: string | null = null;
    if (termId === null) {
      const reversed = payment.reversed + minor;
      const state = reversed === payment.amount.minor ? 'REVERSED' : payment.state;
      await changePayments(tx, [{ paymentId, state, reversed }]);
    } else if (minor > 0n) undid = await this.#settle(tx, termId, order, payment, minor, now);
    await writeTaken(tx, [{ ...order, paymentId, minor, undid }], now);
    await this.note.reversed(tx, order, payment, minor, now);
  }

  async #settle(
    tx: Transaction,
    termId: TermId,
    { reason }: ReversalOrder,
    { paymentId }: Payment,
    minor: bigint,
    now: Instant,
  ): Promise<string | null> {
    const money = new MoneyDrafts(await readLiveFacts(tx, [termId], now), now);
    const draft = money.of(termId, 'term-changed');
    const undid = draft.takeBack(paymentId, minor, reason);
    await saveMoney(tx, this.outbox, money, now);
    await this.note.settled(tx, [draft], now);
    return undid;
  }
}

async function paymentOf(
  tx: Transaction,
  { gateway, reversesGatewayEventId }: ReversalOrder,
): Promise<Payment | undefined> {
  const event = { gateway, gatewayEventId: reversesGatewayEventId };
  return (await readByGatewayEvent(tx, [event])).get(eventKey(event));
}

/** What the order takes: what it says, or all that is left, which may be nothing. */
function minorOf({ amount: asked }: ReversalOrder, { amount, reversed }: Payment): bigint {
  const left = amount.minor - reversed;
  if (asked === null) return left;
  const { currency } = amount;
  const faults = [
    ...(asked.currency === currency
      ? []
      : [violation('amount.currency', 'unknown_value', `is ${currency}, as the payment`)]),
    ...(asked.currency !== currency || asked.minor <= left
      ? []
      : [
          violation(
            'amount.minor',
            'out_of_range',
            `is at most what is left, ${formatDecimal({ currency, minor: left })} ${currency}`,
          ),
        ]),
  ];
  if (faults.length === 0) return asked.minor;
  throw new DomainError('INVALID_REQUEST', faults.map(({ field, message }) => `${field} ${message}`).join('; '), {
    violations: faults,
  });
}
