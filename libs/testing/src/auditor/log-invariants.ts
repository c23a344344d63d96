import type { Database } from '@perennial/database/database';
import type { AuditedSystem, Invariant } from './audited-system.js';
import { missingIn } from './sets.js';

const SERVICES = ['contracts', 'scheduling', 'delivery', 'payments'] as const;

export const outboxEqualsLog: Invariant = {
  name: 'outbox-equals-log',
  promise: 'a committed outbox row is published at least once; an uncommitted one never',
  async check(system) {
    const logged = await loggedIds(system.events);
    const problems = await Promise.all(SERVICES.map((service) => compare(service, system, logged.get(service) ?? new Set())));
    return problems.flat();
  },
};

async function loggedIds(events: Database): Promise<Map<string, Set<string>>> {
  const rows = await events.query<{ id: string }>(`select distinct headers::json ->> 'ce_id' as id from log_record`, []);
  const ids = new Map<string, Set<string>>();
  for (const { id } of rows) {
    const service = id.slice(0, id.lastIndexOf('-'));
    const known = ids.get(service) ?? new Set<string>();
    ids.set(service, known.add(id));
  }
  return ids;
}

async function compare(service: (typeof SERVICES)[number], system: AuditedSystem, logged: ReadonlySet<string>): Promise<string[]> {
  const rows = await system[service].query<{ id: bigint }>(`select id from outbox`, []);
  const ids = new Set(rows.map((row) => `${service}-${row.id}`));
  // Published partitions of the outbox are dropped after a week; only what is newer than the oldest kept row can be compared.
  const oldest = rows.reduce((least, row) => (row.id < least ? row.id : least), rows[0]?.id ?? 0n);
  return [
    ...missingIn(ids, logged).map((id) => `${id} is committed and not in the log`),
    ...missingIn(logged, ids).filter((id) => BigInt(id.slice(service.length + 1)) >= oldest).map((id) => `${id} is in the log and not committed`),
  ];
}
