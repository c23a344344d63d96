import { currencyExponent } from '@perennial/kernel/currency';
import { addMs, DAY, parseInstant, type Instant } from '@perennial/kernel/instant';
import { MAX_MINOR, type Money } from '@perennial/kernel/money';
import { RequestCheck } from '../request/request-check.js';
import type { PaymentOrder } from './payment.js';

/** What a gateway or an ERP sends; nothing of it is trusted. */
export interface PaymentReport {
  readonly gateway: string;
  readonly gatewayEventId: string;
  readonly termId: string;
  readonly amount: Money | undefined;
  /** RFC 3339; absent: now. */
  readonly paidAt: string | undefined;
}

export interface ReversalReport {
  readonly gateway: string;
  readonly gatewayEventId: string;
  readonly reversesGatewayEventId: string;
  readonly reason: string;
}

/** Clocks of gateways differ from ours, never by more than this. */
const AHEAD = DAY;
const EVENT_ID_MAX = 200;
const REASON_MAX = 500;

/** Validates a report. @throws DomainError INVALID_PAYMENT with every broken rule by field. */
export function readPaymentReport(report: PaymentReport, now: Instant): PaymentOrder {
  const check = new RequestCheck('INVALID_PAYMENT');
  const gateway = gatewayName(check, report.gateway);
  const gatewayEventId = check.text('gateway_event_id', report.gatewayEventId, EVENT_ID_MAX);
  const termId = check.id('term_id', report.termId);
  const amount = positiveAmount(check, report.amount);
  const paidAt = instantUntil(check, report.paidAt, now);
  check.done();
  return { gateway, gatewayEventId, termId, amount, paidAt };
}

/** Validates a reversal. @throws DomainError INVALID_REVERSAL with every broken rule by field. */
export function readReversalReport(report: ReversalReport): ReversalReport {
  const check = new RequestCheck('INVALID_REVERSAL');
  gatewayName(check, report.gateway);
  check.text('gateway_event_id', report.gatewayEventId, EVENT_ID_MAX);
  check.text('reverses_gateway_event_id', report.reversesGatewayEventId, EVENT_ID_MAX);
  check.text('reason', report.reason, REASON_MAX, true);
  check.done();
  return report;
}

function gatewayName(check: RequestCheck, name: string): string {
  if (name === '') check.broken('gateway', 'required', 'is required');
  else if (!/^[a-z][a-z0-9_-]{0,31}$/.test(name))
    check.broken('gateway', 'not_a_name', 'is a lower-case letter and up to 31 lower-case letters, digits, _ or -');
  return name;
}

function positiveAmount(check: RequestCheck, amount: Money | undefined): Money {
  if (!amount) {
    check.broken('amount', 'required', 'is required');
    return { currency: '', minor: 0n };
  }
  if (currencyExponent(amount.currency) === undefined)
    check.broken('amount.currency', 'unknown_currency', 'is an active ISO 4217 code in capitals');
  if (amount.minor <= 0n) check.broken('amount.minor', 'not_positive', 'is more than 0, in minor units');
  else if (amount.minor > MAX_MINOR)
    check.broken('amount.minor', 'too_large', `is at most ${MAX_MINOR}, in minor units`);
  return { currency: amount.currency, minor: amount.minor };
}

function instantUntil(check: RequestCheck, text: string | undefined, now: Instant): Instant {
  if (text === undefined) return now;
  const parsed = parseInstant(text);
  if (!parsed.ok) check.broken('paid_at', 'not_an_instant', `is no instant: ${parsed.error}`);
  else if (parsed.value > addMs(now, AHEAD))
    check.broken('paid_at', 'in_the_future', 'lies more than a day in the future');
  else return parsed.value;
  return now;
}
