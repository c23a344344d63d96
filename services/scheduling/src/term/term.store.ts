import { Injectable } from '@nestjs/common';
import type { Sql, Transaction } from '@perennial/database/database';
import { json, timestamptz } from '@perennial/database/parameters';
import type { ContractId, CustomerId, TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { Term, TermFacts, TermMarks } from './term.js';

interface Row extends TermFacts, TermMarks {}

const COLUMNS = `term_id as "termId", contract_id as "contractId", customer_id as "customerId", number, start_date as start, last_day as "lastDay", zone,
  currency, amount_minor as "amountMinor", state, version, owner_id as "ownerId", team_id as "teamId",
  expiring, closed, decision_seq as "decisionSeq", decision_hash as "decisionHash", plan_hash as "planHash",
  waiting_since as "waitingSince"`;

function toTerm({ expiring, closed, decisionSeq, decisionHash, planHash, waitingSince, ...facts }: Row): Term {
  return {
    termId: facts.termId,
    facts: facts.version > 0 ? facts : null,
    expiring,
    closed,
    decisionSeq,
    decisionHash,
    planHash,
    waitingSince,
  };
}

/** Rows of term. Locks are taken in ascending id, one statement (protocol.md, Claim and locks). */
@Injectable()
export class TermStore {
  /** Locks the terms named and those of the contracts, before any of them is written. */
  async lock(tx: Transaction, termIds: readonly TermId[], contractIds: readonly ContractId[] = []): Promise<void> {
    await tx.execute(
      `select term_id from term where term_id = any($1::uuid[]) or contract_id = any($2::uuid[]) order by term_id for update`,
      [termIds, contractIds],
    );
  }

  /** Locks and reads; waits for other holders. */
  async lockAndRead(tx: Transaction, termIds: readonly TermId[]): Promise<Term[]> {
    const rows = await tx.query<Row>(
      `select ${COLUMNS} from term where term_id = any($1::uuid[]) order by term_id for update`,
      [termIds],
    );
    return rows.map(toTerm);
  }

  /**
   * Claims marked terms, of those named only where some are; those that another session holds are left to it or to the
   * next round.
   */
  async claimMarked(tx: Transaction, only: readonly string[] | null, limit: number): Promise<Term[]> {
    const rows = await tx.query<Row>(
      `select ${COLUMNS} from term
       where plan_due and set_aside_reason is null and ($2::uuid[] is null or term_id = any($2))
       order by term_id limit $1 for update skip locked`,
      [limit, only],
    );
    return rows.map(toTerm);
  }

  /**
   * Sorted, so that the index on marked terms answers: with statistics of a busy hour the whole table would be read.
   */
  async hasMarked(sql: Sql): Promise<boolean> {
    const marked = await sql.query(
      `select term_id from term where plan_due and set_aside_reason is null order by term_id limit 1`,
      [],
    );
    return marked.length > 0;
  }

  /**
   * Neither planned nor released until something marks the term again: news of it, or a policy that is saved. The mark
   * stays, so that the claim of due work passes its reminders over.
   */
  async setAside(sql: Sql, termId: TermId, reason: string): Promise<void> {
    await sql.execute(`update term set plan_due = true, set_aside_reason = $2 where term_id = $1`, [termId, reason]);
  }

  async insertStubs(tx: Transaction, termIds: readonly TermId[]): Promise<void> {
    await tx.execute(
      `insert into term (term_id) select distinct t from unnest($1::uuid[]) as t order by t on conflict do nothing`,
      [termIds],
    );
  }

  /**
   * Newer facts replace older ones; a term that is expiring already is marked for planning (invariant in-order). To a
   * term whose news is awaited the same version again is news: somebody asked contracts to restate it.
   */
  async upsert(tx: Transaction, terms: readonly TermFacts[]): Promise<void> {
    await tx.execute(
      `insert into term as t (term_id, contract_id, customer_id, number, start_date, last_day, zone, currency, amount_minor, state, version, owner_id, team_id)
       select distinct on ("termId") "termId", "contractId", "customerId", number, start, "lastDay", zone, currency, "amountMinor", state, version, "ownerId", "teamId"
       from jsonb_to_recordset($1::jsonb) as r("termId" uuid, "contractId" uuid, "customerId" uuid, number int, start date, "lastDay" date, zone text,
         currency text, "amountMinor" bigint, state text, version int, "ownerId" uuid, "teamId" uuid)
       order by "termId", version desc
       on conflict (term_id) do update set contract_id = excluded.contract_id, customer_id = excluded.customer_id, number = excluded.number,
         start_date = excluded.start_date, last_day = excluded.last_day, zone = excluded.zone, currency = excluded.currency,
         amount_minor = excluded.amount_minor, state = excluded.state, version = excluded.version, owner_id = excluded.owner_id,
         team_id = excluded.team_id, plan_due = t.plan_due or t.expiring or t.closed, waiting_since = null,
         set_aside_reason = null
       where excluded.version > t.version or (excluded.version = t.version and t.waiting_since is not null)`,
      [json(terms)],
    );
  }

  async setExpiring(tx: Transaction, termIds: readonly TermId[]): Promise<void> {
    await tx.execute(
      `update term set expiring = true, plan_due = true, set_aside_reason = null where term_id = any($1::uuid[])`,
      [termIds],
    );
  }

  async mark(tx: Transaction, termIds: readonly TermId[]): Promise<void> {
    if (termIds.length === 0) return;
    await tx.execute(`update term set plan_due = true, set_aside_reason = null where term_id = any($1::uuid[])`, [
      termIds,
    ]);
  }

  /** Delivery holds these terms closed, while here they are open: nothing is tried until news of them comes. */
  async awaitNews(tx: Transaction, termIds: readonly TermId[], now: Instant): Promise<void> {
    if (termIds.length === 0) return;
    await tx.execute(
      `update term set waiting_since = coalesce(waiting_since, $2::timestamptz)
       where term_id = any($1::uuid[]) and not closed and state in ('OPEN', 'EXPIRED')`,
      [termIds, timestamptz(now)],
    );
  }

  /** Marks for planning what has waited for its news since before an instant. */
  async endWaits(tx: Transaction, before: Instant, limit: number): Promise<TermId[]> {
    const rows = await tx.query<{ id: TermId }>(
      `update term set waiting_since = null, plan_due = true, set_aside_reason = null where term_id in (
         select term_id from term where waiting_since <= $1::timestamptz order by term_id limit $2 for update skip locked)
       returning term_id as id`,
      [timestamptz(before), limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Since when the longest waiting term has waited for its news. */
  async firstWait(sql: Sql): Promise<Instant | null> {
    const [row] = await sql.query<{ since: Instant | null }>(
      `select min(waiting_since) as since from term where waiting_since is not null`,
      [],
    );
    return row?.since ?? null;
  }

  async markOfContracts(tx: Transaction, contractIds: readonly ContractId[]): Promise<void> {
    if (contractIds.length === 0) return;
    await tx.execute(
      `update term set plan_due = true, set_aside_reason = null where contract_id = any($1::uuid[]) and expiring and not closed`,
      [contractIds],
    );
  }

  /** Terms marked already are locked and marked again: their planner may have read the old customer. */
  async markOfCustomers(tx: Transaction, customerIds: readonly CustomerId[]): Promise<void> {
    await tx.execute(
      `with l as (select term_id from term where customer_id = any($1::uuid[]) and expiring and not closed order by term_id for update)
       update term t set plan_due = true, set_aside_reason = null from l where t.term_id = l.term_id`,
      [customerIds],
    );
  }

  /** Marks the next `limit` expiring terms after an id. @returns the last id, or null when there are no more. */
  async markPage(
    tx: Transaction,
    after: string | null,
    limit: number,
  ): Promise<{ last: TermId | null; count: number }> {
    const rows = await tx.query<{ id: TermId }>(
      `with l as (select term_id from term where expiring and not closed and ($1::uuid is null or term_id > $1) order by term_id limit $2 for update)
       update term t set plan_due = true, set_aside_reason = null from l where t.term_id = l.term_id returning t.term_id as id`,
      [after, limit],
    );
    const ids = rows.map(({ id }) => id).sort();
    return { last: ids.at(-1) ?? null, count: ids.length };
  }

  /** Moves the chain heads of locked terms. */
  async writeHeads(tx: Transaction, heads: readonly { termId: TermId; seq: number; hash: string }[]): Promise<void> {
    if (heads.length === 0) return;
    await tx.execute(
      `update term t set decision_seq = h.seq, decision_hash = h.hash
       from unnest($1::uuid[], $2::int[], $3::text[]) as h(id, seq, hash) where t.term_id = h.id`,
      [heads.map((h) => h.termId), heads.map((h) => h.seq), heads.map((h) => h.hash)],
    );
  }

  /** Clears the mark of planned terms and moves their chain heads in the same write. */
  async finishPlanning(
    tx: Transaction,
    terms: readonly { termId: TermId; seq: number; hash: string; planHash: string }[],
  ): Promise<void> {
    await tx.execute(
      `update term t set plan_due = false, decision_seq = h.seq, decision_hash = h.hash, plan_hash = h.plan_hash
       from unnest($1::uuid[], $2::int[], $3::text[], $4::text[]) as h(id, seq, hash, plan_hash) where t.term_id = h.id`,
      [terms.map((t) => t.termId), terms.map((t) => t.seq), terms.map((t) => t.hash), terms.map((t) => t.planHash)],
    );
  }
}
