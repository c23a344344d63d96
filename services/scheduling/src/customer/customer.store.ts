import { json } from '@perennial/database/parameters';
import type { Sql, Transaction } from '@perennial/database/sql';
import type { CustomerId } from '@perennial/kernel/ids';
import type { Contact, Customer } from './customer.js';

/** @returns ids of those that were new or newer than the replica (invariant in-order). */
export async function upsertCustomers(tx: Transaction, customers: readonly Customer[]): Promise<Set<CustomerId>> {
  const rows = await tx.query<{ customerId: CustomerId }>(
    `insert into customer as t (customer_id, version, tier, country, zone, locale, owner_id, team_id, active, since,
       holds)
     select "customerId", version, tier, country, zone, locale, "ownerId", "teamId", active, since, holds
     from jsonb_to_recordset($1::jsonb) as r("customerId" uuid, version int, tier text, country text, zone text,
       locale text, "ownerId" uuid, "teamId" uuid, active boolean, since date, holds jsonb)
     order by 1
     on conflict (customer_id) do update set version = excluded.version, tier = excluded.tier,
       country = excluded.country, zone = excluded.zone, locale = excluded.locale, owner_id = excluded.owner_id,
       team_id = excluded.team_id, active = excluded.active, since = excluded.since,
       holds = excluded.holds
     where excluded.version > t.version
     returning customer_id as "customerId"`,
    [json(customers)],
  );
  return new Set(rows.map(({ customerId }) => customerId));
}

/** Replaces the contacts of customers: a contact that the snapshot no longer lists is inactive. */
export async function replaceContacts(
  tx: Transaction,
  customerIds: readonly CustomerId[],
  contacts: readonly Contact[],
): Promise<void> {
  await tx.pipeline([
    tx.execute(
      `update contact set active = false
       where customer_id = any($1::uuid[]) and contact_id <> all($2::uuid[]) and active`,
      [customerIds, contacts.map(({ contactId }) => contactId)],
    ),
    tx.execute(
      `insert into contact (contact_id, customer_id, recipient_id, roles, channels, preferred, zone, locale, active)
       select "contactId", "customerId", "recipientId", roles, channels, preferred, zone, locale, active
       from jsonb_to_recordset($1::jsonb) as r("contactId" uuid, "customerId" uuid, "recipientId" uuid, roles text[],
         channels text[], preferred text, zone text, locale text, active boolean)
       order by 1
       on conflict (contact_id) do update set customer_id = excluded.customer_id,
         recipient_id = excluded.recipient_id, roles = excluded.roles, channels = excluded.channels,
         preferred = excluded.preferred, zone = excluded.zone, locale = excluded.locale, active = excluded.active`,
      [json(contacts)],
    ),
  ]);
}

export async function readCustomers(sql: Sql, customerIds: readonly CustomerId[]): Promise<Customer[]> {
  return await sql.query<Customer>(
    `select customer_id as "customerId", version, tier, country, zone, locale, owner_id as "ownerId",
       team_id as "teamId", active, since, holds
     from customer where customer_id = any($1::uuid[])`,
    [customerIds],
  );
}

/** The contacts of these customers, inactive ones included. */
export async function readContacts(sql: Sql, customerIds: readonly CustomerId[]): Promise<Contact[]> {
  return await sql.query<Contact>(
    `select contact_id as "contactId", customer_id as "customerId", recipient_id as "recipientId", roles, channels,
       preferred, zone, locale, active
     from contact where customer_id = any($1::uuid[])`,
    [customerIds],
  );
}
