import type { AuditedSystem } from './audited-system.js';
import type { Invariant } from './invariant.js';

type Contracts = AuditedSystem['contracts'];

/** The terms of a contract follow each other, and only the newest one can wait for its renewal. */
export const oneLiveTerm: Invariant = {
  name: 'one-live-term',
  promise: 'a running contract has exactly one live term; its terms never overlap',
  harm: 'other',
  async check({ contracts }) {
    return [...(await overlaps(contracts)), ...(await beside(contracts)), ...(await without(contracts))];
  },
};

/** Numbers ascend with the dates, so a term overlaps its follower if it overlaps any later one. */
async function overlaps(contracts: Contracts): Promise<string[]> {
  const rows = await contracts.query<{ id: string; next: string }>(
    `select id, next from (
       select term_id as id, last_day, lead(term_id) over w as next, lead(start) over w as next_start
       from term where not voided window w as (partition by contract_id order by number))
     where next_start <= last_day`,
    [],
  );
  return rows.map(({ id, next }) => `term ${id} overlaps term ${next} behind it`);
}

async function beside(contracts: Contracts): Promise<string[]> {
  const rows = await contracts.query<{ id: string; state: string }>(
    `select t.term_id as id, t.state from term t where t.state in ('OPEN', 'EXPIRED') and not t.voided
       and exists (select from term n where n.contract_id = t.contract_id and n.number > t.number and not n.voided)`,
    [],
  );
  return rows.map(({ id, state }) => `term ${id} is ${state} although a later term stands`);
}

async function without(contracts: Contracts): Promise<string[]> {
  const rows = await contracts.query<{ id: string }>(
    `select c.contract_id as id from contract c where c.status = 'ACTIVE'
       and not exists (select from term t where t.contract_id = c.contract_id and not t.voided)`,
    [],
  );
  return rows.map(({ id }) => `active contract ${id} has no live term`);
}
