import type { Invariant } from './invariant.js';
import { chains } from './ledger.js';
import { NO_ID, outerJoin, PAGE, rowsOf } from './rows.js';

/** A closed term has nothing that could still be sent. */
export const tombstone: Invariant = {
  name: 'tombstone',
  promise: 'nothing is planned for a term that is closed',
  harm: 'other',
  async check({ scheduling }) {
    const rows = await scheduling.query<{ reminder_id: string; term_id: string }>(
      `select r.reminder_id, r.term_id from reminder r
       where r.state in ('PLANNED', 'HELD')
       and exists (select from closure c where c.term_id = r.term_id and c.undone_by is null)`,
      [],
    );
    return rows.map((row) => `reminder ${row.reminder_id} waits although term ${row.term_id} is closed`);
  },
};

interface OpenTerm {
  id: string;
  announced: boolean;
}
interface PlannedTerm {
  id: string;
  closed: boolean;
  planned: boolean;
}

/** What opens must be planned: a term that runs, was announced and is not closed has decisions. */
export const nextTermLives: Invariant = {
  name: 'next-term-lives',
  promise: 'the next term is planned in full and not silenced by the old renewal',
  harm: 'lost',
  async check({ contracts, scheduling }) {
    const open = rowsOf<OpenTerm>((after) =>
      contracts.query(
        `select term_id as id, expiring_at is not null as announced from term
         where state = 'OPEN' and term_id > $1 order by term_id limit ${PAGE}`,
        [after?.id ?? NO_ID],
      ),
    );
    const planned = rowsOf<PlannedTerm>((after) =>
      scheduling.query(
        `select term_id as id, closed, decision_seq > 0 as planned from term where term_id > $1 order by term_id
         limit ${PAGE}`,
        [after?.id ?? NO_ID],
      ),
    );
    const found: string[] = [];
    for await (const [term, plan] of outerJoin(open, planned)) {
      if (term?.announced && !plan?.planned) found.push(`open term ${term.id} was announced and has no plan`);
      if (term?.announced && plan?.closed) found.push(`open term ${term.id} is silenced in scheduling`);
    }
    const unrenewed = await contracts.query<{ id: string }>(
      `select t.term_id as id from term t join contract c on c.contract_id = t.contract_id
       where t.state = 'RENEWED' and c.status = 'ACTIVE'
         and not exists (select from term n where n.contract_id = t.contract_id and n.number > t.number)
         and not exists (
           select from review_row a where a.kind = 'next_term_overlaps' and a.term_id = t.term_id)`,
      [],
    );
    return [...found, ...unrenewed.map((row) => `renewed term ${row.id} has no next term`)];
  },
};

/** The ledger was dropped with the month of the archive in which it lay, when its time was over. */
const DROPPED = `(archived_on is not null and to_regclass('decision_archive_m' || to_char(archived_on, 'YYYYMM')) is null)`;

export const explained: Invariant = {
  name: 'explained',
  promise: 'every reminder has a decision row; altering one breaks the hash chain of its term',
  harm: 'other',
  async check({ scheduling }) {
    const silent = await scheduling.query<{ reminder_id: string }>(
      `select r.reminder_id from reminder_all r left join decision_all d using (reminder_id)
       where d.reminder_id is null`,
      [],
    );
    const heads = rowsOf<{ id: string; seq: number; hash: string }>((after) =>
      scheduling.query(
        `select term_id as id, decision_seq as seq, decision_hash as hash from term
         where term_id > $1 and not ${DROPPED} order by term_id limit ${PAGE}`,
        [after?.id ?? NO_ID],
      ),
    );
    const broken: string[] = [];
    for await (const [chain, head] of outerJoin(chains(scheduling), heads)) {
      const ends = (chain?.seq ?? 0) === (head?.seq ?? 0) && (chain?.hash ?? '') === (head?.hash ?? '');
      if (!ends || chain?.intact === false) broken.push(`the ledger of term ${chain?.id ?? head?.id} is broken`);
    }
    return [...silent.map((row) => `reminder ${row.reminder_id} has no decision`), ...broken];
  },
};
