import type { Transaction } from '@perennial/database/sql';
import type { RecipientId } from '@perennial/kernel/ids';

/** Recipients are inserted here and only here, in order of id, so that the planner never waits for one. */
export async function insertRecipients(tx: Transaction, recipientIds: readonly RecipientId[]): Promise<void> {
  await tx.execute(
    `insert into recipient (recipient_id) select distinct r from unnest($1::uuid[]) as r order by r
     on conflict do nothing`,
    [recipientIds],
  );
}
