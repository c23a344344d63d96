import { err, ok, type Result } from '@perennial/kernel/result';
import type { FieldViolation } from '@perennial/kernel/violation';
import type { HoldRecord } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { FieldChecks } from '../field-checks.js';
import type { HoldFact } from './hold-fact.js';

/** Checks a hold's fields; all violations at once. Whether another stands there is found when it is decided. */
export function validateHold(record: HoldRecord): Result<HoldFact, readonly FieldViolation[]> {
  const checks = new FieldChecks();
  const source = checks.source(record.source);
  const customer = checks.optionalText('customer', record.customer, 200);
  const contract = checks.optionalText('contract', record.contract, 200);
  if ((customer === null) === (contract === null))
    checks.refuse('customer', 'one_of', 'a hold is on a customer or on a contract: one of the two is given');
  const reason = checks.text('reason', record.reason, 500);
  const owner = checks.optionalText('owner', record.owner, 200);
  const until = checks.date('until', record.until);
  if (checks.violations.length > 0 || until === null) return err(checks.violations);
  return ok({ kind: 'hold', ...source, customer, contract, reason, owner, until, ended: record.ended });
}
