import { Inject, Injectable } from '@nestjs/common';
import { Database, type Transaction, type Sql } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import { toId, type TermId } from '@perennial/kernel/ids';
import { addMs, DAY, HOUR, MINUTE, type Instant } from '@perennial/kernel/instant';
import { WHATEVER_IS_DUE, type DueWork } from '@perennial/service/work/due-work';
import { REFERENCE_RESOLVER, referenceKey, type ReferenceResolver } from '../reference/reference.js';
import { readLiveFacts } from '../archive/restore-terms.js';
import { laterTerms, lockTerms } from '../term/term.store.js';
import { bookPayments } from './book-payments.js';
import { NoteMoney } from './note-money.js';
import { nextMatching, postponeMatching, setPaymentAside } from './matching.store.js';
import { lockUnmatched, readMatchable, type UnmatchedPayment } from './payment.store.js';
import { readTakings } from './reversal.store.js';

/** Eight rows each, as when they are recorded. */
const BATCH = 100;
/** Contracts did not answer: its next news, or this, asks again. */
const UNANSWERED_MS = MINUTE;
/** A reference that stays unknown is asked about at double its age, and at least weekly. */
const LONGEST_MS = 7 * DAY;

/**
 * Books money that waited for its term: when the term that it names arrives, or when contracts knows its reference. It
 * looks for such payments and is no step of the wave that brings a term, so that no race loses one.
 */
@Injectable()
export class MatchPayments implements DueWork {
  readonly name = 'match-payments';

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly note: NoteMoney,
    @Inject(REFERENCE_RESOLVER) private readonly references: ReferenceResolver,
  ) {}

  /** @returns how many were looked at. */
  async run(now: Instant, { only, took } = WHATEVER_IS_DUE): Promise<number> {
    const found = await readMatchable(this.database, now, only, BATCH);
    if (found.length === 0) return 0;
    took(found.map(({ paymentId }) => paymentId));
    const resolved = await this.references.resolve(found.flatMap(({ reference }) => reference ?? []));
    const candidates = ({ termId, reference }: UnmatchedPayment): readonly TermId[] =>
      termId ? [termId] : ((reference && resolved?.get(referenceKey(reference))) ?? []);
    return await this.database.transaction('payments.match', async (tx) => {
      const named = [...new Set(found.flatMap(candidates))];
      const termIds = [...new Set([...named, ...(await laterTerms(tx, named))])];
      await lockTerms(tx, termIds);
      const payments = await lockUnmatched(
        tx,
        found.map(({ paymentId }) => paymentId),
      );
      await this.#book(tx, payments, candidates, termIds, now);
      await postponeMatching(
        tx,
        payments.map(({ paymentId, recordedAt }) => ({
          paymentId,
          at: addMs(now, resolved ? Math.min(LONGEST_MS, Math.max(HOUR, now - recordedAt)) : UNANSWERED_MS),
        })),
      );
      return payments.length;
    });
  }

  async nextDue(sql: Sql): Promise<Instant | null> {
    return await nextMatching(sql);
  }

  async setAside(id: string, reason: string): Promise<void> {
    await setPaymentAside(this.database, toId(id), reason);
  }

  async #book(
    tx: Transaction,
    payments: readonly UnmatchedPayment[],
    candidates: (payment: UnmatchedPayment) => readonly TermId[],
    termIds: readonly TermId[],
    now: Instant,
  ): Promise<void> {
    const taken = await readTakings(
      tx,
      payments.map(({ paymentId }) => paymentId),
    );
    const waiting = payments.map((payment) => ({
      payment,
      candidates: candidates(payment),
      taken: taken.get(payment.paymentId) ?? [],
    }));
    const booked = await bookPayments(tx, this.outbox, await readLiveFacts(tx, termIds, now), waiting, now);
    await this.note.booked(tx, booked, now);
  }
}
