import type { Invariant } from './invariant.js';

/** The term is announced, runs or is in its grace, is planned, and its customer is served. */
const PLANNED = `t.expiring and not t.closed and not t.plan_due and t.state in ('OPEN', 'EXPIRED')
  and exists (select from customer c where c.customer_id = t.customer_id and c.active)`;
/** Somebody was told to look at it, whether he has finished or not. */
const LOOKED_AT = `exists (select from review_row w where w.term_id = t.term_id and w.done_by is distinct from 'system')`;

/** Nobody told, or the last warning not sent, without a row that a person must look at. */
export const neverUnreachableInSilence: Invariant = {
  name: 'never-unreachable-in-silence',
  promise: 'a term that nobody can be told about, and a last warning that was not sent, is a row for a person',
  harm: 'lost',
  async check({ scheduling }) {
    const untold = await scheduling.query<{ term_id: string }>(
      `select t.term_id from term t where ${PLANNED} and not ${LOOKED_AT} and not exists (
         select from reminder r where r.term_id = t.term_id and r.state in ('PLANNED', 'HELD', 'RELEASED', 'SENT'))`,
      [],
    );
    const unwarned = await scheduling.query<{ term_id: string; step: string }>(
      `select distinct t.term_id, r.step from term t join reminder r using (term_id)
       where ${PLANNED} and not ${LOOKED_AT} and (t.held_from is null or t.held_to is not null)
         and r.last_step and r.audience = 'CUSTOMER' and r.state in ('SKIPPED', 'FAILED')
         and coalesce(r.retry, 'NEVER') = 'NEVER' and not exists (
           select from reminder l where l.term_id = t.term_id and l.audience = 'CUSTOMER'
             and (l.state in ('PLANNED', 'HELD', 'RELEASED') or l.sent_at >= r.opens_at))`,
      [],
    );
    return [
      ...untold.map((row) => `term ${row.term_id} is told to nobody, and nobody looks at it`),
      ...unwarned.map((row) => `${row.step} of term ${row.term_id} was not sent, and nobody looks at it`),
    ];
  },
};
