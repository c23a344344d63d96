import { parseMoney, type Money, type MoneyError } from '@perennial/kernel/money';
import { err, ok, type Result } from '@perennial/kernel/result';
import type { FieldViolation } from '@perennial/kernel/violation';
import { bareName } from '@perennial/proto/enum-name';
import type { ContractRecord } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { ContractStatus as WireStatus } from '@perennial/proto/gen/perennial/types/v1/types';
import { PRODUCT_TYPES, type ContractStatus, type ProductType } from '../../contract/contract.js';
import type { FieldRule } from '@perennial/kernel/field-rules';
import { FieldChecks } from '../field-checks.js';
import type { ContractFact } from './contract-fact.js';

const MONEY_FIELD: Readonly<Record<MoneyError['reason'], readonly [field: string, rule: FieldRule]>> = {
  NOT_A_NUMBER: ['amount', 'not_a_number'],
  UNKNOWN_CURRENCY: ['currency', 'unknown_currency'],
  NEGATIVE: ['amount', 'negative'],
  TOO_MANY_DECIMALS: ['amount', 'decimals'],
  TOO_LARGE: ['amount', 'too_large'],
};

/** Checks a contract's fields; all violations at once. Overlaps with stored terms are found when it is decided. */
export function validateContract(record: ContractRecord): Result<ContractFact, readonly FieldViolation[]> {
  const checks = new FieldChecks();
  const source = checks.source(record.source);
  const customer = checks.text('customer', record.customer, 200);
  const product = checks.text('product', record.product, 200);
  const productType = checks.oneOf<ProductType>('product_type', record.productType, PRODUCT_TYPES);
  const periodMonths = checks.integer('period_months', record.periodMonths, 1, 120);
  const originalStart = checks.date('original_start', record.originalStart);
  const term = termOf(record, originalStart, checks);
  const zone = checks.zone('zone', record.zone);
  const amount = amountOf(record, checks);
  const seats = checks.integer('seats', record.seats, 0, 10_000_000);
  const status = statusOf(record.status, checks);
  const endedOn = endOf(record, originalStart, checks);
  const invoice = checks.optionalText('invoice', record.invoice, 200);
  const splitFrom = checks.optionalText('split_from', record.splitFrom, 200);
  const mergedInto = checks.optionalText('merged_into', record.mergedInto, 200);
  checkRelated(splitFrom, mergedInto, record, checks);
  if (checks.violations.length > 0 || originalStart === null || amount === null || status === null)
    return err(checks.violations);
  return ok({
    kind: 'contract',
    ...source,
    customer,
    product,
    productType,
    periodMonths,
    originalStart,
    term,
    zone,
    amount,
    autoRenew: record.autoRenew,
    seats,
    status,
    endedOn,
    invoice,
    splitFrom,
    mergedInto,
  });
}

function checkRelated(
  splitFrom: string | null,
  mergedInto: string | null,
  record: ContractRecord,
  checks: FieldChecks,
) {
  const own = record.source?.id ?? '';
  if (splitFrom !== null && mergedInto !== null)
    checks.refuse('merged_into', 'one_of', 'a contract states split_from or merged_into, not both');
  if (splitFrom === own && own !== '') checks.refuse('split_from', 'unknown_value', 'names another contract');
  if (mergedInto === own && own !== '') checks.refuse('merged_into', 'unknown_value', 'names another contract');
  if (mergedInto !== null && record.status === WireStatus.CONTRACT_STATUS_ACTIVE)
    checks.refuse('merged_into', 'not_ended', 'an active contract was merged into no other; it is ended');
}

function termOf(
  { termStart, termLastDay }: ContractRecord,
  originalStart: string | null,
  checks: FieldChecks,
): ContractFact['term'] {
  if (termStart === '' && termLastDay === '') return null;
  const [start, lastDay] = [checks.date('term_start', termStart), checks.date('term_last_day', termLastDay)];
  if (start === null || lastDay === null) return null;
  if (lastDay < start)
    checks.refuse('term_last_day', 'end_before_start', 'the last day of a term is not before its start');
  if (originalStart !== null && start < originalStart)
    checks.refuse('term_start', 'before_original_start', 'a term does not start before its contract');
  return { start, lastDay };
}

function amountOf({ amount, currency }: ContractRecord, checks: FieldChecks): Money | null {
  const parsed = parseMoney(amount, currency);
  if (parsed.ok) return parsed.value;
  const [field, rule] = MONEY_FIELD[parsed.error.reason];
  checks.refuse(field, rule, parsed.error.message);
  return null;
}

function statusOf(status: WireStatus, checks: FieldChecks): ContractStatus | null {
  if (status !== WireStatus.CONTRACT_STATUS_UNSPECIFIED && status !== WireStatus.UNRECOGNIZED)
    return bareName('CONTRACT_STATUS_', status) as ContractStatus;
  checks.refuse('status', 'unknown_value', 'status is active, cancelled or ended');
  return null;
}

function endOf({ status, endedOn }: ContractRecord, originalStart: string | null, checks: FieldChecks): string | null {
  const active = status === WireStatus.CONTRACT_STATUS_ACTIVE;
  if (active && endedOn !== '') checks.refuse('ended_on', 'not_ended', 'an active contract has no ended_on');
  if (active || (status !== WireStatus.CONTRACT_STATUS_CANCELLED && status !== WireStatus.CONTRACT_STATUS_ENDED))
    return null;
  const date = checks.date('ended_on', endedOn);
  if (date !== null && originalStart !== null && date < originalStart)
    checks.refuse('ended_on', 'end_before_start', 'a contract does not end before its original start');
  return date;
}
