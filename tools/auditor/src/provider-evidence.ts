import type { Database } from '@perennial/database/database';
import type { Instant } from '@perennial/kernel/instant';
import type { AuditedSystem } from './audited-system.js';
import { FENCE_TOLERANCE_MS } from './in-flight.js';
import type { ProviderRecord } from './provider-record.js';
import { NO_ID, PAGE, pages } from './rows.js';

/** Where delivery and the provider's own record differ: a sentence each. Without a record nothing differs. */
export interface Disagreements {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly afterClosing: readonly string[];
  readonly unknown: readonly string[];
}

interface AttemptRow {
  id: string;
  idempotency_key: string;
  accepted: boolean;
  message_id: string;
  message_state: string;
  /**
   * The provider took it, and reported that it could not bring it to its addressee; or a colleague had to confirm it
   * and did not.
   */
  undelivered: boolean;
}

interface Acceptance {
  count: number;
  last: number;
  known: boolean;
}

/** Holds delivery's attempts against the provider's record, one page of attempts at a time. */
export async function compareWithProvider({ delivery, provider }: AuditedSystem): Promise<Disagreements> {
  const found = {
    lost: [] as string[],
    doubled: [] as string[],
    afterClosing: [] as string[],
    unknown: [] as string[],
  };
  if (!provider) return found;
  const taken = acceptances(provider);
  const keyOfMessage = new Map<string, string>();
  for await (const page of pages((after: AttemptRow | undefined) => attempts(delivery, after?.id ?? NO_ID))) {
    const closures = await closuresOf(
      delivery,
      page.filter((row) => taken.has(row.idempotency_key)).map((row) => row.message_id),
    );
    for (const { idempotency_key: key, accepted, message_id: message, message_state: state, undelivered } of page) {
      const acceptance = taken.get(key);
      if (accepted && !acceptance)
        found.lost.push(`message ${message} was accepted, says delivery, and the provider has nothing under ${key}`);
      if (!acceptance || acceptance.known) continue;
      acceptance.known = true;
      if (acceptance.count > 1) found.doubled.push(`the provider took ${key} ${acceptance.count} times`);
      if (undelivered) continue;
      const other = keyOfMessage.get(message);
      if (other !== undefined)
        found.doubled.push(`the provider took message ${message} under ${other} and under ${key}`);
      keyOfMessage.set(message, key);
      if (state !== 'ACCEPTED' && state !== 'UNCERTAIN')
        found.unknown.push(`the provider took ${key}, and to delivery its message is ${state}`);
      for (const { term_id, closed_at, undone_at } of closures.get(message) ?? []) {
        if (acceptance.last <= closed_at + FENCE_TOLERANCE_MS || (undone_at !== null && acceptance.last >= undone_at))
          continue;
        found.afterClosing.push(
          `the provider took ${key} ${acceptance.last - closed_at} ms after term ${term_id} was closed`,
        );
      }
    }
  }
  for (const [key, { known }] of taken)
    if (!known)
      found.unknown.push(`the provider took ${key || 'a message without a key'}, of which delivery has no attempt`);
  return found;
}

function acceptances(records: readonly ProviderRecord[]): Map<string, Acceptance> {
  const taken = new Map<string, Acceptance>();
  for (const { key, at } of records) {
    const before = taken.get(key);
    taken.set(key, { count: (before?.count ?? 0) + 1, last: Math.max(before?.last ?? at, at), known: false });
  }
  return taken;
}

/** People keep no record of their own: what they were asked to do is audited by its outcome. */
function attempts(delivery: Database, after: string): Promise<AttemptRow[]> {
  return delivery.query(
    `select a.attempt_id as id, a.idempotency_key, a.state = 'ACCEPTED' as accepted, m.message_id,
     m.state as message_state, a.state = 'REFUSED' and exists (select from evidence_all e
       where e.message_id = m.message_id and e.provider = a.provider and e.kind = 'BOUNCED') or exists (
       select from confirmation c where c.message_id = m.message_id and c.state <> 'SENT') as undelivered
     from attempt_all a join message_all m using (message_id) where a.attempt_id > $1 and m.channel <> 'TASK'
     order by a.attempt_id limit ${PAGE}`,
    [after],
  );
}

interface Closure {
  message_id: string;
  term_id: string;
  closed_at: Instant;
  undone_at: Instant | null;
}

/** When the terms whose dispatches went out with these messages were closed. */
async function closuresOf(delivery: Database, messageIds: readonly string[]): Promise<Map<string, Closure[]>> {
  const rows =
    messageIds.length === 0
      ? []
      : await delivery.query<Closure>(
          `select d.message_id, d.term_id, c.closed_at, c.undone_at from dispatch_all d
           join closure c on c.term_id = d.term_id
     where d.message_id = any($1::uuid[]) and d.state in ('SENT', 'UNCERTAIN') and c.closed_at is not null`,
          [messageIds],
        );
  const byMessage = new Map<string, Closure[]>();
  for (const row of rows) byMessage.set(row.message_id, [...(byMessage.get(row.message_id) ?? []), row]);
  return byMessage;
}
