import {
  isUuid,
  toId,
  type ContractId,
  type CustomerId,
  type Id,
  type OwnerId,
  type PaymentId,
  type TeamId,
  type TermId,
} from '@perennial/kernel/ids';
import type { Money } from '@perennial/kernel/money';
import { DomainError } from '@perennial/kernel/violation';
import type { PaymentFailed } from '@perennial/proto/gen/perennial/events/v1/payments';

/** Money that counts for nothing. */
export interface FailedPayment {
  readonly paymentId: PaymentId;
  readonly termId: TermId;
  readonly contractId: ContractId;
  readonly customerId: CustomerId;
  readonly amount: Money | undefined;
  readonly reason: string;
  /** Null where payments does not know, or is of a build that does not say. */
  readonly ownerId: OwnerId | null;
  readonly teamId: TeamId | null;
}

/** Reads the event form. @throws DomainError INVALID_EVENT */
export function failedPaymentOf(payload: PaymentFailed): FailedPayment {
  const { paymentId, termId, contractId, customerId, amount, reason, ownerId, teamId } = payload;
  return {
    paymentId: id(paymentId),
    termId: id(termId),
    contractId: id(contractId),
    customerId: id(customerId),
    amount,
    reason,
    ownerId: ownerId === '' ? null : id(ownerId),
    teamId: teamId === '' ? null : id(teamId),
  };
}

function id<T extends Id<string>>(text: string): T {
  if (!isUuid(text))
    throw new DomainError('INVALID_EVENT', 'payment.failed names its payment, term and customer by ids');
  return toId<T>(text);
}
