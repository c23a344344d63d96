import type { ContactId } from '@perennial/kernel/ids';
import { err, ok, type Result } from '@perennial/kernel/result';
import { violation, type FieldViolation } from '@perennial/kernel/violation';
import type { Contact } from '../../contact/contact.js';
import type { ContactToEncrypt } from '../../contact/encrypt-contacts.js';
import type { Customer } from '../../customer/customer.js';
import { ADDRESS_KINDS } from '../../person/person.js';
import { normalisePhone } from '../../person/phone-number.js';
import type { ContactFact } from './contact-fact.js';

/** What a newer record of a contact makes of it: the same contact, whatever its address. */
export function decideContact(
  fact: ContactFact,
  id: ContactId,
  customer: Customer,
  before: Contact | undefined,
): Result<ContactToEncrypt, readonly FieldViolation[]> {
  if (before && before.customerId !== customer.id) {
    return err([
      violation('customer', 'immutable', 'a contact stays with its customer; report it as another one there'),
    ]);
  }
  const phone = fact.phone === null ? null : normalisePhone(fact.phone, customer.country);
  if (phone && !phone.ok) return err([violation('phone', 'phone_syntax', phone.error)]);
  const { name, email, wecom, roles, preferred, active } = fact;
  const details = { name, email, phone: phone?.value ?? null, wecom };
  return ok({
    contact: {
      id,
      customerId: customer.id,
      roles,
      addressKinds: ADDRESS_KINDS.filter((kind) => details[kind] !== null),
      preferred,
      ownZone: fact.zone,
      ownLocale: fact.locale,
      zone: fact.zone ?? customer.zone,
      locale: fact.locale ?? customer.locale,
      active,
      version: before?.version ?? 0,
    },
    details,
    before,
  });
}
