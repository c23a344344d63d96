import type { Transaction } from '@perennial/database/database';
import { newId, type RecipientId } from '@perennial/kernel/ids';
import type { AddressKind } from './person.js';

export interface RecipientAddress {
  readonly kind: AddressKind;
  readonly hmac: Buffer;
}

/**
 * The recipient of each address, created where there is none, in the order of the index so that imports do not wait in
 * a ring.
 */
export async function ensureRecipients(
  tx: Transaction,
  addresses: readonly RecipientAddress[],
): Promise<Map<string, RecipientId>> {
  const distinct = [...new Map(addresses.map((address) => [address.hmac.toString('hex'), address])).values()];
  if (distinct.length === 0) return new Map();
  const hmacs = distinct.map(({ hmac }) => hmac);
  await tx.execute(
    `insert into recipient (recipient_id, address_hmac, kind)
     select r.id, r.hmac, r.kind from unnest($1::uuid[], $2::bytea[], $3::text[]) as r(id, hmac, kind)
     where not exists (select from recipient known where known.address_hmac = r.hmac)
     order by r.hmac on conflict (address_hmac) do nothing`,
    [distinct.map(() => newId()), hmacs, distinct.map(({ kind }) => kind)],
  );
  const rows = await tx.query<{ recipient_id: RecipientId; address_hmac: Buffer }>(
    `select recipient_id, address_hmac from recipient where address_hmac = any($1::bytea[])`,
    [hmacs],
  );
  return new Map(rows.map((row) => [row.address_hmac.toString('hex'), row.recipient_id]));
}
