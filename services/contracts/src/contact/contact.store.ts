import type { Sql, Transaction } from '@perennial/database/database';
import type { ContactId, CustomerId, RecipientId } from '@perennial/kernel/ids';
import type { AddressKind } from '../person/person.js';
import { ADDRESS_KINDS_OF, PERSON_COLUMNS, type PersonRow, type StoredPerson } from '../person/person.store.js';
import type { Contact, Role } from './contact.js';

export type StoredContact = Contact & StoredPerson;

interface Row {
  readonly contact_id: ContactId;
  readonly customer_id: CustomerId;
  readonly recipient_id: RecipientId;
  readonly roles: readonly Role[];
  readonly address_kinds: readonly AddressKind[];
  readonly preferred: AddressKind | null;
  readonly own_zone: string | null;
  readonly own_locale: string | null;
  readonly zone: string;
  readonly locale: string;
  readonly active: boolean;
  readonly version: number;
}

/** `zone` and `locale` of the table are what builds of 0.2.0 read; here they are the customer's where not its own. */
const COLUMNS = `p.contact_id, p.customer_id, p.recipient_id, p.roles, p.own_zone, p.own_locale,
  coalesce(p.own_zone, u.zone, p.zone) as zone, coalesce(p.own_locale, u.locale, p.locale) as locale, p.active,
  p.version, p.preferred, ${ADDRESS_KINDS_OF} as address_kinds`;
const CONTACT = 'contact p left join customer u on u.customer_id = p.customer_id';

export async function lockContacts(tx: Transaction, ids: readonly ContactId[]): Promise<Contact[]> {
  const rows = await tx.query<Row>(
    `select ${COLUMNS} from ${CONTACT} where p.contact_id = any($1::uuid[]) order by p.contact_id for update of p`,
    [ids],
  );
  return rows.map(toContact);
}

/** All contacts of customers, those who left included. */
export async function contactsOf(sql: Sql, customerIds: readonly CustomerId[]): Promise<Contact[]> {
  const rows = await sql.query<Row>(
    `select ${COLUMNS} from ${CONTACT} where p.customer_id = any($1::uuid[]) order by p.contact_id`,
    [customerIds],
  );
  return rows.map(toContact);
}

/** Contacts with name and addresses, encrypted, by id or by customer. */
export async function storedContacts(
  sql: Sql,
  by: { readonly ids: readonly ContactId[] } | { readonly customerIds: readonly CustomerId[] },
): Promise<StoredContact[]> {
  const [column, ids] = 'ids' in by ? ['contact_id', by.ids] : ['customer_id', by.customerIds];
  const rows = await sql.query<Row & PersonRow>(
    `select ${COLUMNS}, ${PERSON_COLUMNS.select} from ${CONTACT} where p.${column} = any($1::uuid[])
     order by p.contact_id`,
    [ids],
  );
  return rows.map((row) => ({ ...toContact(row), ...PERSON_COLUMNS.read(row) }));
}

/** A contact as ids. */
export interface AddressedContact {
  readonly contactId: ContactId;
  readonly customerId: CustomerId;
  readonly recipientId: RecipientId;
}

/** Contacts with this number or user id, those who left included. */
export async function contactsWithAddress(
  sql: Sql,
  kind: 'phone' | 'wecom',
  hmac: Buffer,
  limit: number,
): Promise<AddressedContact[]> {
  return await sql.query<AddressedContact>(
    `select contact_id as "contactId", customer_id as "customerId", recipient_id as "recipientId" from contact
     where ${kind}_hmac = $1 order by contact_id limit $2`,
    [hmac, limit],
  );
}

export async function saveContacts(tx: Transaction, contacts: readonly StoredContact[]): Promise<void> {
  if (contacts.length === 0) return;
  await tx.execute(
    `insert into contact (contact_id, customer_id, recipient_id, zone, locale, active, version, roles, own_zone,
     own_locale, preferred,
     ${PERSON_COLUMNS.names})
     select contact_id, customer_id, recipient_id, zone, locale, active, version, string_to_array(roles, ','),
       own_zone, own_locale, preferred,
       ${PERSON_COLUMNS.names}
     from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::boolean[], $7::int[], $8::text[],
       $9::text[], $10::text[], $11::text[], ${PERSON_COLUMNS.parameters(12)})
       as r(contact_id, customer_id, recipient_id, zone, locale, active, version, roles, own_zone, own_locale, preferred,
         ${PERSON_COLUMNS.names})
     on conflict (contact_id) do update set recipient_id = excluded.recipient_id, roles = excluded.roles,
       zone = excluded.zone, locale = excluded.locale, active = excluded.active, version = excluded.version,
       own_zone = excluded.own_zone, own_locale = excluded.own_locale, preferred = excluded.preferred,
       ${PERSON_COLUMNS.update}`,
    [
      contacts.map((c) => c.id),
      contacts.map((c) => c.customerId),
      contacts.map((c) => c.recipientId),
      contacts.map((c) => c.zone),
      contacts.map((c) => c.locale),
      contacts.map((c) => c.active),
      contacts.map((c) => c.version),
      contacts.map((c) => c.roles.join(',')),
      contacts.map((c) => c.ownZone),
      contacts.map((c) => c.ownLocale),
      contacts.map((c) => c.preferred),
      ...PERSON_COLUMNS.values(contacts),
    ],
  );
}

function toContact(row: Row): Contact {
  return {
    id: row.contact_id,
    customerId: row.customer_id,
    recipientId: row.recipient_id,
    roles: row.roles,
    addressKinds: row.address_kinds,
    preferred: row.preferred,
    ownZone: row.own_zone,
    ownLocale: row.own_locale,
    zone: row.zone,
    locale: row.locale,
    active: row.active,
    version: row.version,
  };
}
