import type { NewEvent } from '@perennial/events/event';
import type { PaymentId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { CauseOfTerm, LedgerPayment } from '../ledger/ledger.js';
import { standingCause } from '../ledger/ledger.js';
import { settle, type Settlement, type Step } from '../ledger/settle.js';
import { takesMoney, type TermFacts } from '../term/term.js';
import { failureOf } from './booking.js';
import { paymentFailed, paymentReceived, paymentRenewed, paymentReversed, type MoneyIds } from './money-events.js';
import { isFailure, type PaymentState, type Told } from './payment.js';

/** What became of money that was booked on its term. */
export interface Booking {
  readonly paymentId: PaymentId;
  readonly failed: string | null;
  /** Of the price that it was measured by. */
  readonly quoteVersion: number | null;
  readonly told: Told | null;
}

/**
 * The money of one term while a transaction holds its lock: books payments, takes parts of them back, and turns what
 * the sum comes to into causes and events (protocol.md, Closing and re-opening a term). Nobody else makes causes.
 */
export class MoneyDraft {
  readonly events: NewEvent[] = [];
  readonly made: CauseOfTerm[] = [];
  readonly undone: CauseOfTerm[] = [];
  readonly bookings = new Map<PaymentId, Booking>();
  readonly #touched = new Set<PaymentId>();

  constructor(
    private facts: TermFacts,
    private readonly now: Instant,
  ) {}

  get term(): TermFacts {
    return this.facts;
  }

  get settlement(): Settlement {
    return settle(this.facts, this.now);
  }

  /** Books a payment that was recorded now, of which `taken` was taken back before it came. */
  book({ paymentId, amount, paidAt }: Pick<LedgerPayment, 'paymentId' | 'amount' | 'paidAt'>, taken = 0n): void {
    const failed = failureOf(this.facts, { amount, paidAt }, this.now);
    const payment: LedgerPayment = { paymentId, amount, left: amount.minor - taken, paidAt, failed };
    this.facts = { ...this.facts, payments: [...this.facts.payments, payment] };
    this.#tell(payment);
  }

  /**
   * Takes a part of a payment back. @returns the cause that no money covers any more, or null.
   * @param told false where its payment comes in the same transaction: the caller tells it then.
   */
  takeBack(paymentId: PaymentId, minor: bigint, reason: string): string | null {
    const payment = this.#payment(paymentId);
    this.#put({ ...payment, left: payment.left - minor });
    const { step } = this.settlement;
    const undid = step?.kind === 'undo' ? step.cause : null;
    this.#apply(step);
    this.tellReversal(paymentId, minor, reason, undid);
    return undid;
  }

  tellReversal(paymentId: PaymentId, minor: bigint, reason: string, undid: string | null): void {
    const { currency } = this.#payment(paymentId).amount;
    const takenBack = { amount: { currency, minor }, reason, at: this.now, undid };
    this.events.push(paymentReversed(this.#ids(paymentId), takenBack));
  }

  /** After news of the term, or a new quote: money may cover it now, and what counted for nothing may count. */
  settleAnew(): void {
    for (const payment of this.facts.payments)
      if (isFailure(payment.failed) && payment.left > 0n && takesMoney(this.facts)) this.#recount(payment);
    this.#apply(this.settlement.step);
  }

  /** The states in which payments that were touched are now, and what of each is taken back. */
  changes(): { readonly paymentId: PaymentId; readonly state: PaymentState; readonly reversed: bigint }[] {
    return [...this.#touched].map((paymentId) => {
      const payment = this.#payment(paymentId);
      return { paymentId, state: this.#stateOf(payment), reversed: payment.amount.minor - payment.left };
    });
  }

  #recount(payment: LedgerPayment): void {
    const counting = { ...payment, failed: failureOf(this.facts, payment, this.now) };
    if (counting.failed !== null) return;
    this.#put(counting);
    this.#tell(counting);
  }

  /** A payment that renews its term to the cent is told by that alone; all other money is told by itself as well. */
  #tell(payment: LedgerPayment): void {
    const { paymentId, failed } = payment;
    const { step, asked, surplus, measure } = this.settlement;
    const renews = step?.kind === 'renew' && step.paymentId === paymentId && asked + surplus === 0n;
    const told = failed !== null || renews ? null : { rest: asked, surplus };
    this.bookings.set(paymentId, { paymentId, failed, quoteVersion: measure?.version ?? null, told });
    this.#touched.add(paymentId);
    const event = { ...payment, ...this.#ids(paymentId) };
    if (failed !== null) this.events.push(paymentFailed(event, { reason: failed, at: this.now }, this.facts));
    if (told) this.events.push(paymentReceived(event, told));
    this.#apply(step);
  }

  #apply(step: Step | undefined): void {
    if (!step) return;
    const { termId, causes } = this.facts;
    const quoteVersion = this.settlement.measure?.version ?? 0;
    if (step.kind === 'undo') {
      const standing = standingCause(this.facts);
      if (!standing) return;
      this.facts = { ...this.facts, causes: causes.map((c) => (c === standing ? { ...c, undone: true } : c)) };
      this.undone.push({ termId, cause: standing.cause, paymentId: standing.paymentId, quoteVersion });
      this.#touched.add(standing.paymentId);
      return;
    }
    const { paymentId, cause } = step;
    this.facts = { ...this.facts, causes: [...causes, { cause, paymentId, undone: false }] };
    this.made.push({ termId, cause, paymentId, quoteVersion });
    this.#touched.add(paymentId);
    this.events.push(paymentRenewed({ ...this.#payment(paymentId), ...this.#ids(paymentId) }, { cause, quoteVersion }));
  }

  #stateOf({ paymentId, left, failed }: LedgerPayment): PaymentState {
    if (left === 0n) return 'REVERSED';
    if (failed !== null) return 'FAILED';
    return standingCause(this.facts)?.paymentId === paymentId ? 'RENEWED' : 'RECEIVED';
  }

  #put(payment: LedgerPayment): void {
    this.#touched.add(payment.paymentId);
    this.facts = {
      ...this.facts,
      payments: this.facts.payments.map((other) => (other.paymentId === payment.paymentId ? payment : other)),
    };
  }

  #payment(paymentId: PaymentId): LedgerPayment {
    const payment = this.facts.payments.find((other) => other.paymentId === paymentId);
    if (!payment) throw new Error(`payment ${paymentId} is not in the ledger of its term`);
    return payment;
  }

  #ids(paymentId: PaymentId): MoneyIds {
    const { termId, contractId, customerId } = this.facts;
    return { paymentId, termId, contractId, customerId };
  }
}
