import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { intake } from './intake.js';
import { outboxRelay } from './relay.js';
import { beginRole } from './role.js';
import { BATCH, TOPICS, type Due, type Outcome } from './tables.js';

/** Claims due reminders and puts them into the outbox; relays it; ends reminders by their outcomes. */
const { database, kafka, loop, tell } = beginRole('scheduler');
const CLAIM_MS = 10;
const RUNG = {
  channel: 'EMAIL',
  opensAt: '2025-01-08T14:00:00Z',
  closesAt: '2025-01-22T23:00:00Z',
  template: 'first-notice',
  locale: 'en-US',
};
let ended = 0;

interface Row {
  readonly id: string;
  readonly customer_id: string;
  readonly term_id: string;
}

loop(async () => {
  const claimed = await database.transaction('claim', async (tx) => {
    const rows = await tx.query<Row>(
      `select id, customer_id, term_id from reminder where state = 'DUE' and due_at <= clock_timestamp() order by due_at
       limit ${BATCH} for update skip locked`,
      [],
    );
    if (rows.length === 0) return 0;
    await Promise.all([
      tx.query(`update reminder set state = 'RELEASED', released_at = clock_timestamp() where id = any($1::uuid[])`, [
        rows.map(({ id }) => id),
      ]),
      tx.query(`insert into outbox (key, data) select key, data from unnest($1::text[], $2::text[]) as r(key, data)`, [
        rows.map((row) => row.customer_id),
        rows.map((row) => JSON.stringify(dueOf(row))),
      ]),
    ]);
    return rows.length;
  });
  if (claimed === 0) await sleep(CLAIM_MS);
});

loop(outboxRelay(database, kafka, 'scheduler', TOPICS.due));

await intake(
  kafka,
  'scheduler',
  TOPICS.outcome,
  async (events) => {
    const outcomes = events.map(({ text }) => JSON.parse(text) as Outcome);
    ended += await database.transaction('end', async (tx) => {
      const [fresh] = await Promise.all([
        tx.query<{ event_id: string }>(
          `insert into inbox select unnest($1::text[]) on conflict do nothing returning event_id`,
          [events.map(({ id }) => id)],
        ),
        tx.query(
          `update reminder set state = 'SENT', ended_at = clock_timestamp() where id = any($1::uuid[])
           and state = 'RELEASED'`,
          [outcomes.map(({ reminderId }) => reminderId)],
        ),
      ]);
      return fresh.length;
    });
    tell(ended);
  },
  (error) => {
    throw error;
  },
);

function dueOf({ id, customer_id, term_id }: Row): Due {
  return {
    messageId: randomUUID(),
    reminderId: id,
    customerId: customer_id,
    termId: term_id,
    rungs: [RUNG, { ...RUNG, channel: 'SMS' }],
  };
}
