import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from './stage.js';
import type { Wave } from './wave.js';

const COMES_MS = 30_000;

/** Reports of a kind that are known of the messages of a wave, and the events that told them. */
export async function reportsOf(
  stage: Stage,
  { customers }: Wave,
  kind: 'DELIVERED' | 'BOUNCED',
): Promise<{ readonly rows: number; readonly events: number }> {
  const ids = customers.map(({ customerId }) => customerId);
  const [row] = await stage.database('delivery').query<{ rows: number; events: number }>(
    `select (select count(*)::int from evidence e join message m using (message_id)
        where e.kind = $2 and m.customer_id = any($1::uuid[])) as rows,
       (select count(*)::int from outbox where type = 'delivery.evidence' and key = any($3::text[])
        and data::json ->> 'kind' = 'EVIDENCE_KIND_' || $2 and data::json ->> 'messageId' is not null) as events`,
    [ids, kind, ids],
  );
  return row ?? { rows: 0, events: 0 };
}

/** How many messages of a wave stand in a state. */
export async function messagesIn(stage: Stage, { customers }: Wave, state: string): Promise<number> {
  const [row] = await stage
    .database('delivery')
    .query<{ count: number }>(
      `select count(*)::int as count from message where state = $2 and customer_id = any($1::uuid[])`,
      [customers.map(({ customerId }) => customerId), state],
    );
  return row?.count ?? 0;
}

/** Waits for what callbacks bring, which no walk waits for: they come by the wall clock. */
export async function untilReported(what: () => Promise<boolean>): Promise<void> {
  const until = performance.now() + COMES_MS;
  while (!(await what()) && performance.now() < until) await sleep(100);
}
