import { json, timestamptzArray } from '@perennial/database/parameters';
import type { Sql, Transaction } from '@perennial/database/sql';
import type { ContractId, TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { Term, TermFacts, TermMarks } from './term.js';

interface Row extends TermFacts, Omit<TermMarks, 'plannedBy'> {
  readonly policy: string | null;
  readonly policyVersion: number | null;
  readonly stepsSince: Record<string, number> | null;
}

const COLUMNS = `term_id as "termId", contract_id as "contractId", customer_id as "customerId", number, start,
  last_day as "lastDay", zone, currency, amount_minor as "amountMinor", state, version, owner_id as "ownerId",
  team_id as "teamId", expiring, closed, decision_seq as "decisionSeq", decision_hash as "decisionHash",
  plan_hash as "planHash", archived_on is not null as archived, waiting_since as "waitingSince",
  grace_from as "graceFrom", reporting_currency as "reportingCurrency", reporting_minor as "reportingMinor", holds,
  reopened_at as "reopenedAt", held_from as "heldFrom", held_to as "heldTo", policy, policy_version as "policyVersion",
  steps_since as "stepsSince", listens`;

function toTerm({
  expiring,
  closed,
  decisionSeq,
  decisionHash,
  planHash,
  archived,
  waitingSince,
  reopenedAt,
  heldFrom,
  heldTo,
  policy,
  policyVersion,
  stepsSince,
  listens,
  ...facts
}: Row): Term {
  return {
    termId: facts.termId,
    facts: facts.version > 0 ? facts : null,
    expiring,
    closed,
    decisionSeq,
    decisionHash,
    planHash,
    archived,
    waitingSince,
    reopenedAt,
    heldFrom,
    heldTo,
    listens,
    plannedBy: policy === null ? null : { policy, policyVersion: policyVersion ?? 0, stepsSince: stepsSince ?? {} },
  };
}

/**
 * Locks the terms named and those of the contracts, before any of them is written. All locks on terms are taken in
 * ascending id, in one statement (protocol.md, Claim and locks).
 */
export async function lockTerms(
  tx: Transaction,
  termIds: readonly TermId[],
  contractIds: readonly ContractId[] = [],
): Promise<void> {
  await tx.execute(
    `select term_id from term where term_id = any($1::uuid[]) or contract_id = any($2::uuid[])
     order by term_id for update`,
    [termIds, contractIds],
  );
}

/** Locks and reads; waits for other holders. */
export async function lockAndReadTerms(tx: Transaction, termIds: readonly TermId[]): Promise<Term[]> {
  const rows = await tx.query<Row>(
    `select ${COLUMNS} from term where term_id = any($1::uuid[]) order by term_id for update`,
    [termIds],
  );
  return rows.map(toTerm);
}

/**
 * Locks marked terms, of those named only where some are; those that another session holds are left to it or to the
 * next round.
 */
export async function claimMarkedTerms(
  tx: Transaction,
  only: readonly string[] | null,
  limit: number,
): Promise<Term[]> {
  const rows = await tx.query<Row>(
    `select ${COLUMNS} from term
     where plan_due and set_aside_reason is null and ($2::uuid[] is null or term_id = any($2))
     order by term_id limit $1 for update skip locked`,
    [limit, only],
  );
  return rows.map(toTerm);
}

/** The next terms after an id that are planned now, without a lock: for questions. */
export async function readExpiringTerms(sql: Sql, after: string | null, limit: number): Promise<Term[]> {
  const rows = await sql.query<Row>(
    `select ${COLUMNS} from term where expiring and not closed and archived_on is null
       and ($1::uuid is null or term_id > $1) order by term_id limit $2`,
    [after, limit],
  );
  return rows.map(toTerm);
}

/**
 * Whether a term is marked. Sorted, so that the index on marked terms answers: with statistics of a busy hour the whole
 * table would be read.
 */
export async function hasMarkedTerms(sql: Sql): Promise<boolean> {
  const marked = await sql.query(
    `select term_id from term where plan_due and set_aside_reason is null order by term_id limit 1`,
    [],
  );
  return marked.length > 0;
}

/** Keeps the place of terms of which an event came before they did. */
export async function insertTermStubs(tx: Transaction, termIds: readonly TermId[]): Promise<void> {
  await tx.execute(
    `insert into term (term_id) select distinct t from unnest($1::uuid[]) as t order by t on conflict do nothing`,
    [termIds],
  );
}

/**
 * Newer facts replace older ones; a term that is expiring already is marked for planning (invariant in-order). To a
 * term whose news is awaited the same version again is news: somebody asked contracts to restate it.
 */
export async function upsertTerms(tx: Transaction, terms: readonly TermFacts[]): Promise<void> {
  await tx.execute(
    `insert into term as t (term_id, contract_id, customer_id, number, start, last_day, zone, currency, amount_minor,
       state, version, owner_id, team_id, grace_from, reporting_currency, reporting_minor, holds)
     select distinct on ("termId") "termId", "contractId", "customerId", number, start, "lastDay", zone, currency,
       "amountMinor", state, version, "ownerId", "teamId", "graceFrom", "reportingCurrency", "reportingMinor", holds
     from jsonb_to_recordset($1::jsonb) as r("termId" uuid, "contractId" uuid, "customerId" uuid, number int,
       start date, "lastDay" date, zone text, currency text, "amountMinor" bigint, state text, version int,
       "ownerId" uuid, "teamId" uuid, "graceFrom" date, "reportingCurrency" text, "reportingMinor" bigint, holds jsonb)
     order by "termId", version desc
     on conflict (term_id) do update set contract_id = excluded.contract_id, customer_id = excluded.customer_id,
       number = excluded.number, start = excluded.start, last_day = excluded.last_day, zone = excluded.zone,
       currency = excluded.currency, amount_minor = excluded.amount_minor, state = excluded.state,
       version = excluded.version, owner_id = excluded.owner_id, team_id = excluded.team_id,
       grace_from = excluded.grace_from, reporting_currency = excluded.reporting_currency,
       reporting_minor = excluded.reporting_minor, holds = excluded.holds, restate_asked_at = null,
       plan_due = t.plan_due or t.expiring or t.closed, waiting_since = null, set_aside_reason = null
     where excluded.version > t.version or (excluded.version = t.version and t.waiting_since is not null)`,
    [json(terms)],
  );
}

/**
 * Notes that terms entered the horizon: from now on they are planned. An archived one is closed: news from before its
 * end, as in a replay of the whole topic, has nothing to plan.
 */
export async function setExpiring(tx: Transaction, termIds: readonly TermId[]): Promise<void> {
  if (termIds.length === 0) return;
  await tx.execute(
    `update term set expiring = true, plan_due = plan_due or archived_on is null, set_aside_reason = null
     where term_id = any($1::uuid[])`,
    [termIds],
  );
}

/** The end of a term's ledger after decisions were added to it. */
export interface MovedHead {
  readonly termId: TermId;
  readonly seq: number;
  readonly hash: string;
}

/** Moves the chain heads of locked terms. */
export async function moveChainHeads(tx: Transaction, heads: readonly MovedHead[]): Promise<void> {
  if (heads.length === 0) return;
  await tx.execute(
    `update term t set decision_seq = h.seq, decision_hash = h.hash
     from unnest($1::uuid[], $2::int[], $3::text[]) as h(term_id, seq, hash) where t.term_id = h.term_id`,
    [heads.map((h) => h.termId), heads.map((h) => h.seq), heads.map((h) => h.hash)],
  );
}

/** What planning leaves on a term's row. */
export interface PlannedTerm
  extends MovedHead, Pick<TermMarks, 'planHash' | 'heldFrom' | 'heldTo' | 'plannedBy' | 'listens'> {
  /** When it is planned again though nothing happens; null for never. */
  readonly lookAt: Instant | null;
}

/** Clears the mark of planned terms and moves their chain heads in the same write. */
export async function finishPlanning(tx: Transaction, planned: readonly PlannedTerm[]): Promise<void> {
  await tx.execute(
    `update term t set plan_due = false, decision_seq = h.seq, decision_hash = h.hash, plan_hash = h.plan_hash,
       held_from = h.held_from, held_to = h.held_to, policy = h.policy, policy_version = h.policy_version,
       steps_since = h.steps_since, next_look_at = h.look_at, listens = h.listens
     from unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::text[],
       $8::int[], $9::jsonb[], $10::timestamptz[], $11::boolean[])
       as h(term_id, seq, hash, plan_hash, held_from, held_to, policy, policy_version, steps_since, look_at, listens)
     where t.term_id = h.term_id`,
    [
      planned.map((p) => p.termId),
      planned.map((p) => p.seq),
      planned.map((p) => p.hash),
      planned.map((p) => p.planHash),
      timestamptzArray(planned.map((p) => p.heldFrom)),
      timestamptzArray(planned.map((p) => p.heldTo)),
      planned.map((p) => p.plannedBy?.policy ?? null),
      planned.map((p) => p.plannedBy?.policyVersion ?? null),
      planned.map((p) => (p.plannedBy === null ? null : json(p.plannedBy.stepsSince))),
      timestamptzArray(planned.map((p) => p.lookAt)),
      planned.map((p) => p.listens),
    ],
  );
}
