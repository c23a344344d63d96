import type { Database } from '@perennial/database/database';
import type { Invariant } from './invariant.js';
import { NO_ID, outerJoin, PAGE, rowsOf } from './rows.js';

/** What a term's owner and its replicas must agree on. */
interface TermFacts {
  id: string;
  version: number;
  state: string;
  last_day: string;
  minor: bigint;
}

interface Tier {
  id: string;
  tier: string;
}

/**
 * Once everything has been handled, replicas and owner agree to the last version; and the log itself never ran
 * backwards.
 */
export const inOrder: Invariant = {
  name: 'in-order',
  promise: 'a stale tier, date or price never overwrites a newer one',
  harm: 'outOfOrder',
  async check({ contracts, scheduling, payments }, { log }) {
    return [
      ...(await staleTerms(
        'scheduling',
        contracts,
        termFacts(
          scheduling,
          `select term_id as id, version, state, last_day, amount_minor as minor from term where version > 0
           and term_id > $1 order by term_id`,
        ),
      )),
      ...(await staleTerms(
        'payments',
        contracts,
        termFacts(
          payments,
          `select term_id as id, version, state, last_day, amount_minor as minor from term where term_id > $1
           order by term_id`,
        ),
      )),
      ...(await staleTiers(contracts, scheduling)),
      ...log.disorder,
    ];
  },
};

function termFacts(database: Database, query: string): AsyncGenerator<TermFacts> {
  return rowsOf((after) => database.query(`${query} limit ${PAGE}`, [after?.id ?? NO_ID]));
}

async function staleTerms(
  service: string,
  contracts: Database,
  replicas: AsyncGenerator<TermFacts>,
): Promise<string[]> {
  const found: string[] = [];
  const own = termFacts(
    contracts,
    `select term_id as id, version, state, last_day, amount_minor as minor from term
     where term_id > $1 order by term_id`,
  );
  for await (const [term, replica] of outerJoin(own, replicas)) {
    if (!replica) found.push(`${service} does not know term ${term?.id}`);
    else if (!term) found.push(`${service} has term ${replica.id}, contracts has not`);
    else if (differs(term, replica))
      found.push(
        `${service} has term ${term.id} at version ${replica.version} ${replica.state}, contracts at ${term.version} ${term.state}`,
      );
  }
  return found;
}

function differs(own: TermFacts, replica: TermFacts): boolean {
  return (
    own.version !== replica.version ||
    own.state !== replica.state ||
    own.last_day !== replica.last_day ||
    own.minor !== replica.minor
  );
}

async function staleTiers(contracts: Database, scheduling: Database): Promise<string[]> {
  const found: string[] = [];
  const tiers = (database: Database): AsyncGenerator<Tier> =>
    rowsOf((after) =>
      database.query(
        `select customer_id as id, tier from customer where customer_id > $1 order by customer_id limit ${PAGE}`,
        [after?.id ?? NO_ID],
      ),
    );
  for await (const [own, replica] of outerJoin(tiers(contracts), tiers(scheduling))) {
    if (own?.tier !== replica?.tier)
      found.push(
        `scheduling has customer ${own?.id ?? replica?.id} in tier ${replica?.tier ?? 'none'}, contracts in ${own?.tier ?? 'none'}`,
      );
  }
  return found;
}
