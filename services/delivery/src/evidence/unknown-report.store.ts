import type { Transaction, Sql } from '@perennial/database/sql';
import { timestamptz, timestamptzArray } from '@perennial/database/parameters';
import type { Instant } from '@perennial/kernel/instant';
import type { UnknownReport } from './unknown-report.js';

export async function insertUnknown(tx: Transaction, reports: readonly UnknownReport[]): Promise<void> {
  if (reports.length === 0) return;
  await tx.execute(
    `insert into unknown_report (provider, report_id, channel, named_by, named, kind, closes_address, detail,
       happened_at, heard_at, tries, next_try_at)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bool[], $8::text[],
       $9::timestamptz[], $10::timestamptz[], $11::int[], $12::timestamptz[]) as u(provider, report_id)
     order by u.provider, u.report_id on conflict do nothing`,
    [
      reports.map((r) => r.provider),
      reports.map((r) => r.reportId),
      reports.map((r) => r.channel),
      reports.map((r) => r.namedBy),
      reports.map((r) => r.named),
      reports.map((r) => r.kind),
      reports.map((r) => r.closesAddress),
      reports.map((r) => r.detail),
      timestamptzArray(reports.map((r) => r.happenedAt)),
      timestamptzArray(reports.map((r) => r.heardAt)),
      reports.map((r) => r.tries),
      timestamptzArray(reports.map((r) => r.nextTryAt)),
    ],
  );
}

/** Reports that are to be looked at again, those first that wait longest, locked. */
export async function claimUnknown(tx: Transaction, now: Instant, limit: number): Promise<UnknownReport[]> {
  return await tx.query<UnknownReport>(
    `select provider, report_id as "reportId", channel, named_by as "namedBy", named, kind,
       closes_address as "closesAddress", detail, happened_at as "happenedAt", heard_at as "heardAt", tries,
       next_try_at as "nextTryAt"
     from unknown_report where next_try_at <= $1::timestamptz
     order by next_try_at, provider, report_id limit $2 for update skip locked`,
    [timestamptz(now), limit],
  );
}

type Key = Pick<UnknownReport, 'provider' | 'reportId'>;

export async function deleteUnknown(tx: Transaction, reports: readonly Key[]): Promise<void> {
  if (reports.length === 0) return;
  await tx.execute(
    `delete from unknown_report where (provider, report_id) in (select * from unnest($1::text[], $2::text[]))`,
    [reports.map((r) => r.provider), reports.map((r) => r.reportId)],
  );
}

export async function putOffUnknown(
  tx: Transaction,
  reports: readonly (Key & Pick<UnknownReport, 'nextTryAt'>)[],
): Promise<void> {
  if (reports.length === 0) return;
  await tx.execute(
    `update unknown_report u set tries = u.tries + 1, next_try_at = r.next_try_at
     from unnest($1::text[], $2::text[], $3::timestamptz[]) as r(provider, report_id, next_try_at)
     where u.provider = r.provider and u.report_id = r.report_id`,
    [reports.map((r) => r.provider), reports.map((r) => r.reportId), timestamptzArray(reports.map((r) => r.nextTryAt))],
  );
}

export async function nextUnknown(sql: Sql): Promise<Instant | null> {
  const [row] = await sql.query<{ next: Instant | null }>(`select min(next_try_at) as next from unknown_report`, []);
  return row?.next ?? null;
}
