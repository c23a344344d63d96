import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/sql';
import type { Instant } from '@perennial/kernel/instant';
import { LOGGER, type Logger } from '@perennial/service/log/logger';
import { clearReviews, noteReviews } from '@perennial/service/review/review.store';
import { PaymentMetrics } from '../metrics.js';
import type { BookedMoney } from './book-payments.js';
import type { MoneyDraft } from './money-draft.js';
import {
  afterLapseReview,
  differsReview,
  reviewsOf,
  unmatchedOf,
  unmatchedReview,
  waitingOf,
  waitingReview,
} from './money-review.js';
import type { Payment } from './payment.js';
import { differs, type ReversalOrder } from './reversal.js';

/** Nothing about money is silent: it is counted, logged, and on the list of what a person must look at. */
@Injectable()
export class NoteMoney {
  constructor(
    private readonly metrics: PaymentMetrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** After payments were booked. What was taken back as a whole while it waited concerns nobody any more. */
  async booked(tx: Transaction, money: BookedMoney, now: Instant): Promise<void> {
    const { unmatched, booked, lapsed, applied } = money;
    await this.settled(tx, money.money.drafts, now);
    const waits = unmatched.filter(({ payment, taken }) => payment.amount.minor > sum(taken));
    await noteReviews(
      tx,
      [
        ...waits.map(unmatchedReview),
        ...applied
          .filter(({ reversal, payment, minor }) => differs(reversal, payment.amount, minor))
          .map(differsReview),
        ...lapsed.map(({ payment, named, target }) => afterLapseReview(payment, named, target)),
      ],
      now,
    );
    await clearReviews(
      tx,
      [
        ...[...booked.keys()].map((paymentId) => unmatchedOf({ paymentId })),
        ...applied.map(({ reversal }) => waitingOf(reversal)),
      ],
      now,
    );
  }

  /** After the money of terms was compared with their prices. */
  async settled(tx: Transaction, drafts: readonly MoneyDraft[], now: Instant): Promise<void> {
    const reviews = drafts.map(reviewsOf);
    await noteReviews(
      tx,
      reviews.flatMap(({ noted }) => noted),
      now,
    );
    await clearReviews(
      tx,
      reviews.flatMap(({ cleared }) => cleared),
      now,
    );
    tx.afterCommit(() => {
      for (const draft of drafts) this.#count(draft);
    });
  }

  async waiting(tx: Transaction, order: ReversalOrder, now: Instant): Promise<void> {
    await noteReviews(tx, [waitingReview(order)], now);
  }

  /** After something was taken back of a payment, which may still wait for its term. */
  async reversed(tx: Transaction, order: ReversalOrder, before: Payment, taken: bigint, now: Instant): Promise<void> {
    const gone = before.reversed + taken === before.amount.minor;
    if (differs(order, before.amount, taken))
      await noteReviews(tx, [differsReview({ reversal: order, payment: before, minor: taken })], now);
    await clearReviews(tx, [waitingOf(order), ...(gone ? [unmatchedOf(before)] : [])], now);
    tx.afterCommit(() => this.metrics.reversed.inc());
  }

  #count({ made, bookings, term: { termId } }: MoneyDraft): void {
    this.metrics.renewed.inc(made.length);
    for (const { paymentId, failed, told } of bookings.values()) {
      if (told) this.metrics.received.inc();
      if (failed === null) continue;
      this.metrics.failed.inc({ reason: failed });
      this.logger.warn({ paymentId, termId, reason: failed }, 'money came in that counts for nothing');
    }
  }
}

const sum = (takings: readonly { readonly minor: bigint }[]): bigint =>
  takings.reduce((total, { minor }) => total + minor, 0n);
