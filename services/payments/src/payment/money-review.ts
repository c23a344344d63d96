import type { PaymentId } from '@perennial/kernel/ids';
import { formatDecimal } from '@perennial/kernel/money';
import type { NewReview, ReviewSubject } from '@perennial/kernel/review';
import type { TermFacts } from '../term/term.js';
import type { MoneyDraft } from './money-draft.js';
import type { NewPayment } from './payment.js';
import type { Unbooked } from './book-payments.js';
import type { AppliedReversal, ReversalOrder } from './reversal.js';

/** What of a term's money a person must look at now, and what no longer. */
export interface MoneyReviews {
  readonly noted: readonly NewReview[];
  readonly cleared: readonly ReviewSubject[];
}

/** Surplus stands on the list once a term, however it came; failed money once a payment, until it counts or is gone. */
export function reviewsOf(draft: MoneyDraft): MoneyReviews {
  const { term, settlement, bookings } = draft;
  const { surplus, measure } = settlement;
  const subject = surplusOf(term);
  const currency = measure?.amount.currency ?? term.amount.currency;
  const failed = new Set([...bookings.values()].filter((one) => one.failed !== null).map((one) => one.paymentId));
  return {
    noted: [
      ...(surplus > 0n
        ? [
            {
              ...subject,
              ...owners(term),
              detail: `${formatDecimal({ currency, minor: surplus })} ${currency} above the price`,
            },
          ]
        : []),
      ...[...bookings.values()].flatMap(({ paymentId, failed: reason }) =>
        reason === null ? [] : [{ ...failedOf(paymentId), ...owners(term), detail: reason }],
      ),
    ],
    cleared: [
      ...(surplus > 0n ? [] : [subject]),
      ...draft
        .changes()
        .filter(({ paymentId, state }) => !failed.has(paymentId) || state === 'REVERSED')
        .map(({ paymentId }) => failedOf(paymentId)),
    ],
  };
}

export function unmatchedReview({ payment, ambiguous }: Unbooked): NewReview {
  const { paymentId, reference, amount, gateway } = payment;
  const several = ambiguous ? ', which several customers have' : '';
  const named = reference
    ? `${reference.kind} ${reference.id} of ${reference.system}${several}`
    : 'a term that is not known';
  return {
    ...unmatchedOf({ paymentId }),
    detail: `${formatDecimal(amount)} ${amount.currency} from ${gateway} for ${named}`,
  };
}

export const unmatchedOf = ({ paymentId }: Pick<NewPayment, 'paymentId'>): ReviewSubject => ({
  kind: 'payment_unmatched',
  subjectKind: 'payment',
  subjectId: paymentId,
});

export function afterLapseReview({ paymentId }: NewPayment, named: TermFacts, booked: TermFacts): NewReview {
  return {
    kind: 'payment_after_lapse',
    subjectKind: 'payment',
    subjectId: paymentId,
    ...owners(booked),
    detail:
      named.termId === booked.termId
        ? 'booked on the lapsed term'
        : `meant for ${named.termId}, booked on a later term`,
  };
}

export function waitingReview(order: ReversalOrder): NewReview {
  return { ...waitingOf(order), detail: `takes back ${order.reversesGatewayEventId} of ${order.gateway}` };
}

/** A reversal that came first took something else than it says. */
export function differsReview({ reversal, payment, minor }: AppliedReversal): NewReview {
  const { amount } = reversal;
  const { currency } = payment.amount;
  const asked = amount === null ? 'all' : `${formatDecimal(amount)} ${amount.currency}`;
  return {
    ...waitingOf(reversal),
    kind: 'reversal_differs',
    detail: `says ${asked}, took ${formatDecimal({ currency, minor })} ${currency} of ${payment.gatewayEventId}`,
  };
}

export const waitingOf = ({ gateway, gatewayEventId }: Pick<ReversalOrder, 'gateway' | 'gatewayEventId'>) =>
  ({ kind: 'reversal_waiting', subjectKind: 'row', subjectId: `${gateway}/${gatewayEventId}` }) as const;

const surplusOf = ({ termId }: TermFacts): ReviewSubject => ({
  kind: 'payment_surplus',
  subjectKind: 'term',
  subjectId: termId,
});

const failedOf = (paymentId: PaymentId): ReviewSubject => ({
  kind: 'payment_failed',
  subjectKind: 'payment',
  subjectId: paymentId,
});

const owners = ({ customerId, contractId, termId, ownerId, teamId }: TermFacts) => ({
  customerId,
  contractId,
  termId,
  ownerId,
  teamId,
});
