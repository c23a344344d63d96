import type { TermId } from '@perennial/kernel/ids';
import { addMs, DAY, type Instant } from '@perennial/kernel/instant';
import type { RecordPaymentRequest, ReversePaymentRequest } from '@perennial/proto/gen/perennial/payments/v1/payments';
import { readRequest, type RequestCheck } from '@perennial/service/grpc/request-check';
import type { PaymentReference } from '../reference/reference.js';
import type { PaymentOrder } from './payment.js';
import type { ReversalOrder } from './reversal.js';

/** Clocks of gateways differ from ours, never by more than this. */
const AHEAD = DAY;
const LONGEST_EVENT_ID = 200;
const LONGEST_REASON = 500;
/** As contracts takes the names of systems, and the numbers in them. */
const LONGEST_SYSTEM = 100;
const LONGEST_NUMBER = 200;
const GATEWAY = /^[a-z][a-z0-9_-]{0,31}$/;

/** What a gateway or an ERP reports; without `paid_at` it was paid now. @throws DomainError INVALID_REQUEST */
export function readPayment(request: RecordPaymentRequest, now: Instant): PaymentOrder {
  return readRequest((check) => ({
    gateway: gatewayOf(check, request.gateway),
    gatewayEventId: check.text('gateway_event_id', request.gatewayEventId, LONGEST_EVENT_ID),
    ...namedBy(check, request),
    amount: check.positiveMoney('amount', request.amount),
    paidAt: paidAtOf(check, request.paidAt, now),
  }));
}

/** @throws DomainError INVALID_REQUEST */
export function readReversal(request: ReversePaymentRequest): ReversalOrder {
  return readRequest((check) => ({
    gateway: gatewayOf(check, request.gateway),
    gatewayEventId: check.text('gateway_event_id', request.gatewayEventId, LONGEST_EVENT_ID),
    reversesGatewayEventId: check.text('reverses_gateway_event_id', request.reversesGatewayEventId, LONGEST_EVENT_ID),
    reason: check.optionalText('reason', request.reason, LONGEST_REASON),
    amount: request.amount ? check.positiveMoney('amount', request.amount) : null,
  }));
}

/** A term, or a number of another system instead of it. */
function namedBy(
  check: RequestCheck,
  { termId, reference }: RecordPaymentRequest,
): Pick<PaymentOrder, 'termId' | 'reference'> {
  if (!reference) return { termId: check.id<TermId>('term_id', termId), reference: null };
  if (termId !== '') check.refuse('reference', 'one_of', 'is given instead of term_id, never beside it');
  const kind = reference.kind as PaymentReference['kind'];
  if (kind !== 'contract' && kind !== 'invoice')
    check.refuse('reference.kind', reference.kind === '' ? 'required' : 'unknown_value', 'is contract or invoice');
  return {
    termId: null,
    reference: {
      kind,
      system: check.text('reference.system', reference.system, LONGEST_SYSTEM),
      id: check.text('reference.id', reference.id, LONGEST_NUMBER),
    },
  };
}

function gatewayOf(check: RequestCheck, name: string): string {
  return check.name('gateway', name, GATEWAY, 'is a lower-case letter and up to 31 lower-case letters, digits, _ or -');
}

function paidAtOf(check: RequestCheck, text: string | undefined, now: Instant): Instant {
  const at = check.optionalInstant('paid_at', text) ?? now;
  if (at > addMs(now, AHEAD)) check.refuse('paid_at', 'in_the_future', 'lies more than a day in the future');
  return at;
}
