import type { Sql, Transaction } from '@perennial/database/database';
import type { Contact } from './contact.js';
import type { Sealed } from './field-cipher.js';

export type ContactField = 'name' | 'email' | 'phone';

export interface StoredContact extends Contact {
  readonly sealed: Sealed<ContactField>;
  readonly emailHmac: Buffer | null;
  readonly phoneHmac: Buffer | null;
}

const COLUMNS = `c.id, c.customer_id as "customerId", c.recipient_id as "recipientId", c.roles, c.zone, c.locale, c.active, c.version`;
const SEALED = `c.key_id as "keyId", c.wrapped_key as "wrappedKey", c.name_sealed as name, c.email_sealed as email, c.phone_sealed as phone,
  c.email_hmac as "emailHmac", c.phone_hmac as "phoneHmac"`;

type SealedRow = Contact & {
  keyId: string;
  wrappedKey: Buffer;
  name: Buffer;
  email: Buffer | null;
  phone: Buffer | null;
  emailHmac: Buffer | null;
  phoneHmac: Buffer | null;
};

export async function lockContacts(tx: Transaction, ids: readonly string[]): Promise<Contact[]> {
  return await tx.query<Contact>(
    `select ${COLUMNS} from contact c where c.id = any($1::uuid[]) order by c.id for update`,
    [ids],
  );
}

/** All contacts of customers, those who left included. */
export async function contactsOf(sql: Sql, customerIds: readonly string[]): Promise<Contact[]> {
  return await sql.query<Contact>(
    `select ${COLUMNS} from contact c where c.customer_id = any($1::uuid[]) order by c.id`,
    [customerIds],
  );
}

/** Contacts with their sealed fields, by id or by customer. */
export async function sealedContacts(
  sql: Sql,
  by: { readonly ids: readonly string[] } | { readonly customerIds: readonly string[] },
): Promise<StoredContact[]> {
  const rows =
    'ids' in by
      ? await sql.query<SealedRow>(`select ${COLUMNS}, ${SEALED} from contact c where c.id = any($1::uuid[])`, [by.ids])
      : await sql.query<SealedRow>(
          `select ${COLUMNS}, ${SEALED} from contact c where c.customer_id = any($1::uuid[]) order by c.id`,
          [by.customerIds],
        );
  return rows.map(({ keyId, wrappedKey, name, email, phone, ...contact }) => ({
    ...contact,
    sealed: { keyId, wrappedKey, fields: { name, email, phone } },
  }));
}

export async function saveContacts(tx: Transaction, contacts: readonly StoredContact[]): Promise<void> {
  if (contacts.length === 0) return;
  await tx.execute(
    `insert into contact (id, customer_id, recipient_id, roles, zone, locale, active, version, key_id, wrapped_key, name_sealed, email_sealed, phone_sealed, email_hmac, phone_hmac)
     select r.id, r.customer_id, r.recipient_id, string_to_array(r.roles, ','), r.zone, r.locale, r.active, r.version, r.key_id, r.wrapped_key, r.name, r.email, r.phone, r.email_hmac, r.phone_hmac
     from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::boolean[], $8::int[], $9::text[], $10::bytea[], $11::bytea[], $12::bytea[], $13::bytea[], $14::bytea[], $15::bytea[])
       as r(id, customer_id, recipient_id, roles, zone, locale, active, version, key_id, wrapped_key, name, email, phone, email_hmac, phone_hmac)
     on conflict (id) do update set recipient_id = excluded.recipient_id, roles = excluded.roles, zone = excluded.zone, locale = excluded.locale,
       active = excluded.active, version = excluded.version, key_id = excluded.key_id, wrapped_key = excluded.wrapped_key, name_sealed = excluded.name_sealed,
       email_sealed = excluded.email_sealed, phone_sealed = excluded.phone_sealed, email_hmac = excluded.email_hmac, phone_hmac = excluded.phone_hmac`,
    [
      contacts.map((c) => c.id),
      contacts.map((c) => c.customerId),
      contacts.map((c) => c.recipientId),
      contacts.map((c) => c.roles.join(',')),
      contacts.map((c) => c.zone),
      contacts.map((c) => c.locale),
      contacts.map((c) => c.active),
      contacts.map((c) => c.version),
      contacts.map((c) => c.sealed.keyId),
      contacts.map((c) => c.sealed.wrappedKey),
      contacts.map((c) => c.sealed.fields.name),
      contacts.map((c) => c.sealed.fields.email),
      contacts.map((c) => c.sealed.fields.phone),
      contacts.map((c) => c.emailHmac),
      contacts.map((c) => c.phoneHmac),
    ],
  );
}
