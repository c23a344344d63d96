import type { Breakage } from './breakage.js';

export const SILENCE: readonly Breakage[] = [
  {
    invariant: 'never-unreachable-in-silence',
    what: 'a term of which nobody is told, and that nobody looks at',
    says: /is told to nobody/,
    sql: {
      scheduling: `update reminder set state = 'SUPERSEDED', waiting = false where term_id = (
        select t.term_id from term t where t.expiring and not t.closed and not t.plan_due
        and exists (select from reminder r where r.term_id = t.term_id)
        and not exists (select from reminder r where r.term_id = t.term_id and r.state <> 'PLANNED')
        order by t.term_id limit 1)`,
    },
  },
];
