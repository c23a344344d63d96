import type { Transaction } from '@perennial/database/sql';
import { timestamptz } from '@perennial/database/parameters';
import { newId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { CauseOfTerm } from './ledger.js';

/** Writes causes, the undone ones first: at most one of a term stands. The caller holds the locks of the terms. */
export async function writeCauses(
  tx: Transaction,
  { made, undone }: { readonly made: readonly CauseOfTerm[]; readonly undone: readonly CauseOfTerm[] },
  now: Instant,
): Promise<void> {
  if (undone.length > 0)
    await tx.execute(
      `
      insert into cause as k (cause_id, term_id, cause, payment_id, quote_version, caused_at, undone_at)
      select c.*, $6, $6 from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::int[]) as c
      on conflict (term_id, cause) do update set undone_at = excluded.undone_at where k.undone_at is null`,
      [...columns(undone), timestamptz(now)],
    );
  if (made.length > 0)
    await tx.execute(
      `
      insert into cause (cause_id, term_id, cause, payment_id, quote_version, caused_at)
      select c.*, $6 from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::int[]) as c`,
      [...columns(made), timestamptz(now)],
    );
}

function columns(causes: readonly CauseOfTerm[]): unknown[] {
  return [
    causes.map(() => newId()),
    causes.map((c) => c.termId),
    causes.map((c) => c.cause),
    causes.map((c) => c.paymentId),
    causes.map((c) => c.quoteVersion),
  ];
}
