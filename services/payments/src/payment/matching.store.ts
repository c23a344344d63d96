import type { Sql, Transaction } from '@perennial/database/sql';
import { timestamptz, timestamptzArray } from '@perennial/database/parameters';
import type { PaymentId } from '@perennial/kernel/ids';
import { instant, type Instant } from '@perennial/kernel/instant';

/** When payments whose reference nobody knows are to be asked about again. */
export async function postponeMatching(
  tx: Transaction,
  payments: readonly { readonly paymentId: PaymentId; readonly at: Instant }[],
): Promise<void> {
  if (payments.length === 0) return;
  await tx.execute(
    `
    update payment p set match_at = s.at from unnest($1::uuid[], $2::timestamptz[]) as s(payment_id, at)
    where p.payment_id = s.payment_id and p.term_id is null`,
    [payments.map((p) => p.paymentId), timestamptzArray(payments.map((p) => p.at))],
  );
}

/** Contracts has news: every reference that nobody knew is asked about again. @returns how many. */
export async function hurryMatching(tx: Transaction, now: Instant): Promise<number> {
  return await tx.execute(
    `
    update payment set match_at = $1
    where payment_id in (
      select payment_id from payment
      where term_id is null and state = 'UNMATCHED' and reference_id is not null and match_at > $1
        and set_aside_reason is null
      order by match_at limit 100 for update skip locked)`,
    [timestamptz(now)],
  );
}

/** When the next payment may be matched; null for none. */
export async function nextMatching(sql: Sql): Promise<Instant | null> {
  const [row] = await sql.query<{ at: number | null }>(
    `
    select least(
      (select min(p.recorded_at) from payment p join term t on t.term_id = p.named_term_id
        where p.term_id is null and p.state = 'UNMATCHED' and p.set_aside_reason is null),
      (select min(p.match_at) from payment p
        where p.term_id is null and p.state = 'UNMATCHED' and p.reference_id is not null
          and p.set_aside_reason is null)) as at`,
    [],
  );
  return row?.at === null || row?.at === undefined ? null : instant(row.at);
}

export async function setPaymentAside(sql: Sql, paymentId: PaymentId, reason: string): Promise<void> {
  await sql.execute('update payment set set_aside_reason = $2 where payment_id = $1', [paymentId, reason]);
}
