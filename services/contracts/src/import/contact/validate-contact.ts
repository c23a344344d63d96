import { err, ok, type Result } from '@perennial/kernel/result';
import type { FieldViolation } from '@perennial/kernel/violation';
import type { ContactRecord } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { ROLES, type Role } from '../../contact/contact.js';
import { preferredKind } from '../../person/channel.js';
import { addressesOf } from '../addresses.js';
import { FieldChecks } from '../field-checks.js';
import type { ContactFact } from './contact-fact.js';

/** Checks a contact's fields; all violations at once. Phone, zone and locale are completed from the customer later. */
export function validateContact(record: ContactRecord): Result<ContactFact, readonly FieldViolation[]> {
  const checks = new FieldChecks();
  const source = checks.source(record.source);
  const customer = checks.text('customer', record.customer, 200);
  const name = checks.text('name', record.name, 200);
  const { email, wecom } = addressesOf(record, checks, 'contact');
  if (record.email === '' && record.phone === '')
    checks.refuse('email', 'address_required', 'a contact has an email address or a phone number');
  const roles = [...new Set(record.roles)]
    .sort()
    .map((role, index) => checks.oneOf<Role>(`roles[${index}]`, role, ROLES));
  const preferred = preferredKind(record.preferredChannel);
  if (preferred === undefined)
    checks.refuse('preferred_channel', 'unknown_value', 'preferred_channel is one of EMAIL, SMS, WECOM');
  const [zone, locale] = [checks.zone('zone', record.zone), checks.locale('locale', record.locale)];
  if (checks.violations.length > 0) return err(checks.violations);
  return ok({
    kind: 'contact',
    ...source,
    customer,
    name,
    email,
    wecom,
    phone: record.phone === '' ? null : record.phone,
    roles,
    preferred: preferred ?? null,
    zone,
    locale,
    active: record.active ?? true,
  });
}
