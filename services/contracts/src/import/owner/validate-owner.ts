import { err, ok, type Result } from '@perennial/kernel/result';
import type { FieldViolation } from '@perennial/kernel/violation';
import { bareName } from '@perennial/proto/enum-name';
import type { OwnerRecord } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { OwnerRole as WireRole } from '@perennial/proto/gen/perennial/types/v1/types';
import { countryOfZone } from '../../customer/country.js';
import type { OwnerRole } from '../../owner/owner.js';
import { normalisePhone } from '../../person/phone-number.js';
import { addressesOf } from '../addresses.js';
import { FieldChecks } from '../field-checks.js';
import type { OwnerFact } from './owner-fact.js';

const DEFAULT_ZONE = 'UTC';
const DEFAULT_LOCALE = 'en';

/** Checks an owner's fields; all violations at once. Whether the manager is known is found when it is decided. */
export function validateOwner(record: OwnerRecord): Result<OwnerFact, readonly FieldViolation[]> {
  const checks = new FieldChecks();
  const source = checks.source(record.source);
  const name = checks.text('name', record.name, 200);
  const team = checks.text('team', record.team, 200);
  const { email, wecom } = addressesOf(record, checks, 'owner');
  const zone = checks.zone('zone', record.zone) ?? DEFAULT_ZONE;
  const phone = record.phone === '' ? null : normalisePhone(record.phone, countryOfZone(zone));
  if (phone && !phone.ok) checks.refuse('phone', 'phone_syntax', phone.error);
  const manager = checks.optionalText('manager', record.manager, 200);
  if (manager !== null && manager === source.sourceId)
    checks.refuse('manager', 'own_manager', 'nobody is their own manager');
  const role = roleOf(record.role, checks);
  const locale = checks.locale('locale', record.locale) ?? DEFAULT_LOCALE;
  if (checks.violations.length > 0) return err(checks.violations);
  return ok({
    kind: 'owner',
    ...source,
    name,
    team,
    email,
    phone: phone?.ok ? phone.value : null,
    wecom,
    manager,
    role,
    zone,
    locale,
    active: !record.left,
  });
}

function roleOf(role: WireRole, checks: FieldChecks): OwnerRole {
  if (role === WireRole.UNRECOGNIZED)
    checks.refuse('role', 'unknown_value', 'role is owner, manager, director or finance');
  else if (role !== WireRole.OWNER_ROLE_UNSPECIFIED) return bareName('OWNER_ROLE_', role) as OwnerRole;
  return 'OWNER';
}
