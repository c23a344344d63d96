import type { Database } from '@perennial/database/database';
import { AUDITED, type AuditedService } from './audited-service.js';
import type { AuditedSystem } from './audited-system.js';
import { IdSet } from './id-set.js';
import type { Invariant } from './invariant.js';
import { PAGE, pages } from './rows.js';

/**
 * The last id drawn, 0 before the first, read under the sequence's lock: a plain select can see it ahead of itself.
 * Where the sequence may not be read the function answers null; the `from` makes that an error.
 */
const DRAWN = `(select coalesce(pg_sequence_last_value('outbox_id_seq'::regclass), 0) from outbox_id_seq)`;

export const outboxEqualsLog: Invariant = {
  name: 'outbox-equals-log',
  promise: 'a committed outbox row is published at least once; an uncommitted one never',
  harm: 'lost',
  async check(system, { log }) {
    const problems = await Promise.all(
      AUDITED.map((service) => compare(service, system, log.published.get(service) ?? new IdSet())),
    );
    return problems.flat();
  },
};

async function compare(service: AuditedService, system: AuditedSystem, published: IdSet): Promise<string[]> {
  const { committed, oldest } = await committedIds(system[service]);
  return [
    ...(await aheadOfOutbox(system[service])).map(
      ({ position, drawn }) =>
        `the relay of ${service} stands at ${position}, ahead of id ${drawn}, the last that its outbox drew`,
    ),
    ...[...committed.without(published)].map((id) => `${service}-${id} is committed and not in the log`),
    // Published partitions of the outbox are dropped after a week; only what is newer than the oldest kept row can be
    // compared.
    ...[...published.without(committed)]
      .filter((id) => id >= oldest)
      .map((id) => `${service}-${id} is in the log and not committed`),
  ];
}

async function committedIds(database: Database): Promise<{ committed: IdSet; oldest: number }> {
  const committed = new IdSet();
  let oldest: number | undefined;
  for await (const page of pages<{ id: bigint }>((after) =>
    database.query(`select id from outbox where id > $1 order by id limit ${PAGE}`, [after?.id ?? 0n]),
  )) {
    oldest ??= Number(page[0]?.id);
    for (const { id } of page) committed.add(Number(id));
  }
  if (oldest !== undefined) return { committed, oldest };
  const [sequence] = await database.query<{ next: bigint }>(`select ${DRAWN} + 1 as next`, []);
  return { committed, oldest: Number(sequence?.next ?? 1n) };
}

/** A position that ids have yet to reach: the relay would pass by the events that draw them. */
async function aheadOfOutbox(database: Database): Promise<{ position: bigint; drawn: bigint }[]> {
  return await database.query(
    `select * from (select position, ${DRAWN} as drawn from relay_lease where name = 'outbox') relay
     where position > drawn`,
    [],
  );
}
