import type { Transaction } from '@perennial/database/database';
import { timestamptzArray } from '@perennial/database/parameters';
import type { TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';

/** Puts lapses off that holds cover; the terms are locked. */
export async function putLapsesOff(tx: Transaction, until: ReadonlyMap<TermId, Instant>): Promise<void> {
  if (until.size === 0) return;
  await tx.execute(
    `update term t set lapse_held_until = h.until from unnest($1::uuid[], $2::timestamptz[]) as h(term_id, until)
     where t.term_id = h.term_id`,
    [[...until.keys()], timestamptzArray([...until.values()])],
  );
}

/** What a hold had put off is looked at anew, since a hold on one of these was placed, changed or ended. */
export async function resumeGraces(tx: Transaction, subjectIds: readonly string[]): Promise<void> {
  await tx.execute(
    `update term set lapse_held_until = null where lapse_held_until is not null
       and (term_id = any($1::uuid[]) or contract_id = any($1::uuid[]) or customer_id = any($1::uuid[]))`,
    [subjectIds],
  );
}
