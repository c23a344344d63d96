import { createHash } from 'node:crypto';
import { formatInstant, type Instant } from '@perennial/kernel/instant';
import type { Invariant } from './audited-system.js';
import { byKey } from './sets.js';

/** A closed term has nothing that could still be sent. */
export const tombstone: Invariant = {
  name: 'tombstone',
  promise: 'nothing is planned for a term that is closed',
  async check({ scheduling }) {
    const rows = await scheduling.query<{ reminder_id: string; term_id: string }>(
      `select r.reminder_id, r.term_id from reminder r
       where r.state in ('PLANNED', 'HELD') and exists (select from closure c where c.term_id = r.term_id and c.undone_by is null)`, [],
    );
    return rows.map((row) => `reminder ${row.reminder_id} waits although term ${row.term_id} is closed`);
  },
};

/** What opens must be planned: a term that runs, was announced and is not closed has decisions. */
export const nextTermLives: Invariant = {
  name: 'next-term-lives',
  promise: 'the next term is planned in full and not silenced by the old renewal',
  async check({ contracts, scheduling }) {
    const open = await contracts.query<{ id: string }>(`select id from term where state = 'OPEN' and expiring_at is not null`, []);
    const planned = byKey(await scheduling.query<{ term_id: string }>(`select distinct term_id from decision`, []), (row) => row.term_id);
    const closed = await scheduling.query<{ term_id: string }>(`select term_id from term where closed`, []);
    const openIds = new Set(open.map((row) => row.id));
    const unrenewed = await contracts.query<{ id: string }>(
      `select t.id from term t join contract c on c.id = t.contract_id
       where t.state = 'RENEWED' and c.status = 'ACTIVE' and not exists (select from term n where n.contract_id = t.contract_id and n.number > t.number)`, [],
    );
    return [
      ...open.filter((row) => !planned.has(row.id)).map((row) => `open term ${row.id} was announced and has no plan`),
      ...closed.filter((row) => openIds.has(row.term_id)).map((row) => `open term ${row.term_id} is silenced in scheduling`),
      ...unrenewed.map((row) => `renewed term ${row.id} has no next term`),
    ];
  },
};

interface Version {
  id: string; version: number; state: string; last_day: string; minor: bigint;
}

/** Once everything has been handled, replicas and owner agree to the last version. */
export const inOrder: Invariant = {
  name: 'in-order',
  promise: 'a stale tier, date or price never overwrites a newer one',
  async check({ contracts, scheduling, payments }) {
    const own = byKey(await contracts.query<Version>(`select id, version, state, last_day, amount_minor as minor from term`, []), (row) => row.id);
    const tiers = byKey(await contracts.query<{ id: string; tier: string }>(`select id, tier from customer`, []), (row) => row.id);
    const replicas: [string, Version[]][] = [
      ['scheduling', await scheduling.query<Version>(`select term_id as id, version, state, last_day, amount_minor as minor from term where version > 0`, [])],
      ['payments', await payments.query<Version>(`select term_id as id, version, state, last_day, minor from term`, [])],
    ];
    const customers = await scheduling.query<{ id: string; tier: string }>(`select customer_id as id, tier from customer where tier is not null`, []);
    return [
      ...replicas.flatMap(([service, rows]) => rows.filter((row) => differs(own.get(row.id), row)).map((row) => `${service} has term ${row.id} at version ${row.version} ${row.state}, contracts at ${own.get(row.id)?.version} ${own.get(row.id)?.state}`)),
      ...customers.filter((row) => tiers.get(row.id)?.tier !== row.tier).map((row) => `scheduling has customer ${row.id} in tier ${row.tier}, contracts in ${tiers.get(row.id)?.tier}`),
    ];
  },
};

function differs(own: Version | undefined, replica: Version): boolean {
  return own === undefined || own.version !== replica.version || own.state !== replica.state || own.last_day !== replica.last_day || own.minor !== replica.minor;
}

interface DecisionRow {
  term_id: string; seq: number; prev_hash: string; hash: string; kind: string; reminder_id: string | null; reason: string; decided_at: Instant; facts: string;
}

export const explained: Invariant = {
  name: 'explained',
  promise: 'every reminder has a decision row; altering one breaks the hash chain of its term',
  async check({ scheduling }) {
    const silent = await scheduling.query<{ reminder_id: string }>(`select reminder_id from reminder r where not exists (select from decision d where d.reminder_id = r.reminder_id)`, []);
    const heads = byKey(await scheduling.query<{ term_id: string; decision_seq: number; decision_hash: string }>(`select term_id, decision_seq, decision_hash from term`, []), (row) => row.term_id);
    const rows = await scheduling.query<DecisionRow>(`select term_id, seq, prev_hash, hash, kind, reminder_id, reason, decided_at, facts from decision order by term_id, seq`, []);
    const broken = new Set<string>();
    const ends = new Map<string, { seq: number; hash: string }>();
    for (const row of rows) {
      const before = ends.get(row.term_id) ?? { seq: 0, hash: '' };
      if (row.seq !== before.seq + 1 || row.prev_hash !== before.hash || hashOf(row) !== row.hash) broken.add(row.term_id);
      ends.set(row.term_id, row);
    }
    for (const [term, head] of heads) {
      const end = ends.get(term) ?? { seq: 0, hash: '' };
      if (head.decision_seq !== end.seq || head.decision_hash !== end.hash) broken.add(term);
    }
    return [...silent.map((row) => `reminder ${row.reminder_id} has no decision`), ...[...broken].map((term) => `the ledger of term ${term} is broken`)];
  },
};

/** RFC 8785 of an object of texts, numbers and null: members sorted by name, JSON.stringify for the rest. */
function hashOf(row: DecisionRow): string {
  const members = { term: row.term_id, seq: row.seq, prev: row.prev_hash, kind: row.kind, reminder: row.reminder_id, reason: row.reason, facts: row.facts, at: formatInstant(row.decided_at) };
  const text = `{${Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;
  return createHash('sha256').update(text).digest('hex');
}
