import { err, ok, type Result } from '@perennial/kernel/result';
import type { FieldViolation } from '@perennial/kernel/violation';
import type { OwnerRecord } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { normaliseEmail } from '../contact/email-address.js';
import { FieldChecks } from './field-checks.js';
import type { OwnerFact } from './import-record.js';

/** Checks an owner's fields; all violations at once. */
export function validateOwner(record: OwnerRecord): Result<OwnerFact, readonly FieldViolation[]> {
  const checks = new FieldChecks();
  const source = checks.source(record.source);
  const name = checks.text('name', record.name, 200);
  const team = checks.text('team', record.team, 200);
  const email = record.email === '' ? null : normaliseEmail(record.email);
  if (email && !email.ok) checks.refuse('email', 'email_syntax', email.error);
  if (checks.violations.length > 0) return err(checks.violations);
  return ok({ kind: 'owner', ...source, name, team, email: email?.ok ? email.value : null });
}
