import type { Sql, Transaction } from '@perennial/database/database';
import { timestamptz } from '@perennial/database/parameters';
import { Where } from '@perennial/database/where';
import type { CustomerId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { ChannelName } from '../channel/channel.js';
import { consentKey, type Choice, type Consent, type Preference } from './preference.js';
import type { OptOutSubject } from './opt-out-subject.js';

/**
 * Who changes what an address wants holds this lock alone, who writes calls to it shares it: an attempt that did not
 * see an opt-out was committed before it (review 31). It comes before every other lock, as a recipient's does.
 */
const KEY = `hashtextextended('consent ' || $1 || ' ' || a, 0)`;

export async function lockAddress(tx: Transaction, { channel, addressHmac }: OptOutSubject): Promise<void> {
  await lockAddresses(tx, channel, [addressHmac]);
}

/** In ascending order, as `shareAddresses` takes them. */
export async function lockAddresses(
  tx: Transaction,
  channel: ChannelName,
  addressHmacs: readonly string[],
): Promise<void> {
  if (addressHmacs.length === 0) return;
  await tx.query(
    `select pg_advisory_xact_lock(k) from (select distinct ${KEY} as k from unnest($2::text[]) as a order by k) s`,
    [channel, addressHmacs],
  );
}

/** In ascending order, so that two rounds and two opt-outs never wait for each other in a circle. */
export async function shareAddresses(
  tx: Transaction,
  channel: ChannelName,
  addressHmacs: readonly string[],
): Promise<void> {
  await tx.query(
    `select pg_advisory_xact_lock_shared(k)
     from (select distinct ${KEY} as k from unnest($2::text[]) as a order by k) s`,
    [channel, addressHmacs],
  );
}

/**
 * The newest word wins: an opt-out for all customers ends what was chosen for one before it, and the choice for one
 * customer that came after it stands.
 */
const OUT = `coalesce(
    case when c.address_hmac is not null
      and coalesce(c.undone_at, c.opted_out_at) >= coalesce(o.undone_at, o.opted_out_at, '-infinity')
    then c.undone_at is null end,
    o.address_hmac is not null and o.undone_at is null)`;
const EVERYWHERE = `o.address_hmac is not null and o.undone_at is null`;
const CHOICES = `left join opt_out o on o.address_hmac = a.address_hmac and o.channel = $1
     left join customer_opt_out c
       on c.address_hmac = a.address_hmac and c.channel = $1 and c.customer_id = a.customer_id`;

/** Those of the list that want nothing more on the channel, as `consentKey` has them. */
export async function optedOutOf(
  sql: Sql,
  channel: ChannelName,
  consents: readonly Consent[],
): Promise<ReadonlySet<string>> {
  const rows = await sql.query<Consent>(
    `select a.address_hmac as "addressHmac", a.customer_id as "customerId"
     from unnest($2::text[], $3::uuid[]) as a(address_hmac, customer_id) ${CHOICES} where ${OUT}`,
    [channel, consents.map(({ addressHmac }) => addressHmac), consents.map(({ customerId }) => customerId)],
  );
  return new Set(rows.map(consentKey));
}

export async function preferenceOf(
  sql: Sql,
  { addressHmac, channel, customerId }: Consent & Pick<OptOutSubject, 'channel'>,
): Promise<Preference> {
  const [row] = await sql.query<Preference>(
    `select ${OUT} as "optedOut", ${EVERYWHERE} as "optedOutEverywhere"
     from (select $2::text as address_hmac, $3::uuid as customer_id) a ${CHOICES}`,
    [channel, addressHmac, customerId],
  );
  return row ?? { optedOut: false, optedOutEverywhere: false };
}

/** Writes a choice, under the address's lock. @returns false when it said nothing new. */
export async function writeChoice(
  tx: Transaction,
  subject: OptOutSubject,
  choice: Choice,
  now: Instant,
): Promise<boolean> {
  if (choice.allCustomers)
    return choice.optedOut ? await outEverywhere(tx, subject, now) : await inEverywhere(tx, subject, now);
  const { optedOut } = await preferenceOf(tx, subject);
  if (optedOut === choice.optedOut) return false;
  await tx.execute(
    `insert into customer_opt_out (address_hmac, channel, customer_id, recipient_id, opted_out_at, undone_at)
     values ($1, $2, $3::uuid, $4::uuid, $5::timestamptz, case when not $6 then $5::timestamptz end)
     on conflict (address_hmac, channel, customer_id) do update set recipient_id = excluded.recipient_id,
       opted_out_at = case when $6 then excluded.opted_out_at else customer_opt_out.opted_out_at end,
       undone_at = excluded.undone_at`,
    [...valuesOf(subject), timestamptz(now), choice.optedOut],
  );
  return true;
}

async function outEverywhere(tx: Transaction, subject: OptOutSubject, now: Instant): Promise<boolean> {
  return (await outEverywhereOf(tx, subject.channel, [subject], now)).size === 1;
}

/** Opts addresses of a channel out for every customer, under their locks. @returns those for which that is new. */
export async function outEverywhereOf(
  tx: Transaction,
  channel: ChannelName,
  subjects: readonly Omit<OptOutSubject, 'channel'>[],
  now: Instant,
): Promise<ReadonlySet<string>> {
  if (subjects.length === 0) return new Set();
  const hmacs = subjects.map(({ addressHmac }) => addressHmac);
  const written = await tx.query<{ address_hmac: string }>(
    `insert into opt_out as o (address_hmac, channel, customer_id, recipient_id, opted_out_at)
     select distinct on (s.address_hmac) s.address_hmac, $1, s.customer_id, s.recipient_id, $5::timestamptz
     from unnest($2::text[], $3::uuid[], $4::uuid[]) as s(address_hmac, customer_id, recipient_id)
     order by s.address_hmac
     on conflict (address_hmac, channel) do update set opted_out_at = excluded.opted_out_at, undone_at = null,
       recipient_id = excluded.recipient_id, customer_id = excluded.customer_id
     where o.undone_at is not null or exists (
       select from customer_opt_out c
       where c.address_hmac = o.address_hmac and c.channel = o.channel and c.undone_at >= o.opted_out_at)
     returning o.address_hmac`,
    [
      channel,
      hmacs,
      subjects.map(({ customerId }) => customerId),
      subjects.map(({ recipientId }) => recipientId),
      timestamptz(now),
    ],
  );
  // A choice for one customer of the same instant was made before this one.
  await tx.execute(
    `update customer_opt_out set undone_at = null
     where address_hmac = any($2::text[]) and channel = $1 and undone_at is not null`,
    [channel, hmacs],
  );
  return new Set(written.map((row) => row.address_hmac));
}

async function inEverywhere(tx: Transaction, { addressHmac, channel }: OptOutSubject, now: Instant): Promise<boolean> {
  const set = `set undone_at = $3::timestamptz where address_hmac = $1 and channel = $2 and undone_at is null`;
  const values = [addressHmac, channel, timestamptz(now)];
  const all = await tx.execute(`update opt_out ${set}`, values);
  const single = await tx.execute(`update customer_opt_out ${set}`, values);
  return all + single > 0;
}

function valuesOf({ addressHmac, channel, customerId, recipientId }: OptOutSubject): string[] {
  return [addressHmac, channel, customerId, recipientId];
}

/** A choice as it stands, for a consumer that starts anew. */
export interface StoredChoice extends Choice {
  readonly addressHmac: string;
  readonly channel: ChannelName;
  readonly customerId: CustomerId;
  readonly recipientId: OptOutSubject['recipientId'];
  readonly changedAt: Instant;
}

/** A page of all choices, those for every customer of an address before those for one. */
export async function pageOfChoices(sql: Sql, after: StoredChoice | undefined, limit: number): Promise<StoredChoice[]> {
  const columns = `address_hmac, channel, customer_id, recipient_id, undone_at is null as out,
    coalesce(undone_at, opted_out_at) as changed_at`;
  const where = new Where().and(
    '(address_hmac, channel, n, customer_id) > (?::text, ?::text, ?::int, ?::uuid)',
    after?.addressHmac,
    after?.channel,
    after?.allCustomers ? 0 : 1,
    after?.customerId,
  );
  return await sql.query<StoredChoice>(
    `select address_hmac as "addressHmac", channel, customer_id as "customerId", recipient_id as "recipientId",
       out as "optedOut", everywhere as "allCustomers", changed_at as "changedAt"
     from (select ${columns}, true as everywhere, 0 as n from opt_out
       union all select ${columns}, false, 1 from customer_opt_out) s
     ${where.text} order by address_hmac, channel, n, customer_id limit ${where.value(limit)}`,
    where.values,
  );
}
