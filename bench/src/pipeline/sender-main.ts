import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import { intake } from './intake.js';
import { outboxRelay } from './relay.js';
import { beginRole } from './role.js';
import { TOPICS, type Due, type Outcome } from './tables.js';

/** Takes due reminders in, writes dispatch and attempt, calls the provider, records outcomes and relays them. */
const { database, kafka, loop, settings } = beginRole('sender');
const CONNECTIONS = 48;
const MOST_IN_HAND = 2_000;
const pool = new Pool(settings.sinkUrl, { connections: CONNECTIONS, pipelining: 1 });
/** As long as the text and the page of a first notice. */
const TEXT = 'Your contract renews soon. '.repeat(30);
const HTML = '<p>Your contract renews soon.</p>'.repeat(36);
let inHand = 0;
let resume: (() => void) | undefined;

interface Call extends Due {
  readonly attemptId: string;
  readonly eventId: string;
}

loop(outboxRelay(database, kafka, 'sender', TOPICS.outcome));

const rethrow = (error: unknown): void => {
  throw error;
};

await intake(
  kafka,
  'sender',
  TOPICS.due,
  async (events) => {
    const calls = await begin(
      events.map(({ id, text }) => ({ ...(JSON.parse(text) as Due), attemptId: randomUUID(), eventId: id })),
    );
    inHand += calls.length;
    callAndRecord(calls).catch(rethrow);
    if (inHand > MOST_IN_HAND) await new Promise<void>((resolve) => (resume = resolve));
  },
  rethrow,
);

/** Everything that must be on the disk before a call. @returns those that are new. */
async function begin(calls: readonly Call[]): Promise<Call[]> {
  return await database.transaction('begin', async (tx) => {
    const seen = await tx.query<{ event_id: string }>(
      `insert into inbox select unnest($1::text[]) on conflict do nothing returning event_id`,
      [calls.map(({ eventId }) => eventId)],
    );
    const ids = new Set(seen.map(({ event_id }) => event_id));
    const fresh = calls.filter(({ eventId }) => ids.has(eventId));
    await Promise.all([
      tx.query(
        `insert into dispatch (reminder_id, message_id, term_id, customer_id, state) select r.*, 'RIDING'
         from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[]) as r on conflict do nothing`,
        [
          fresh.map((c) => c.reminderId),
          fresh.map((c) => c.messageId),
          fresh.map((c) => c.termId),
          fresh.map((c) => c.customerId),
        ],
      ),
      tx.query(
        `insert into attempt (id, message_id, state) select r.*, 'CALLING' from unnest($1::uuid[], $2::uuid[]) as r`,
        [fresh.map((c) => c.attemptId), fresh.map((c) => c.messageId)],
      ),
    ]);
    return fresh;
  });
}

async function callAndRecord(calls: readonly Call[]): Promise<void> {
  const ids = await Promise.all(calls.map(send));
  await database.transaction('record', (tx) =>
    Promise.all([
      tx.query(
        `update attempt a set state = 'ACCEPTED', ended_at = clock_timestamp(), provider_message_id = r.provider
         from unnest($1::uuid[], $2::text[]) as r(id, provider) where a.id = r.id`,
        [calls.map((c) => c.attemptId), ids],
      ),
      tx.query(`update dispatch set state = 'SENT', ended_at = clock_timestamp() where reminder_id = any($1::uuid[])`, [
        calls.map((c) => c.reminderId),
      ]),
      tx.query(`insert into outbox (key, data) select key, data from unnest($1::text[], $2::text[]) as r(key, data)`, [
        calls.map((c) => c.customerId),
        calls.map((c, i) =>
          JSON.stringify({
            reminderId: c.reminderId,
            state: 'SENT',
            providerMessageId: ids[i] ?? '',
          } satisfies Outcome),
        ),
      ]),
    ]),
  );
  inHand -= calls.length;
  if (inHand <= MOST_IN_HAND) resume?.();
}

async function send({ messageId, customerId }: Call): Promise<string> {
  const body = JSON.stringify({
    idempotencyKey: messageId,
    to: `${customerId}@customer.example`,
    subject: 'Your contract renews soon',
    text: `Dear ${customerId},\n${TEXT}`,
    html: `<p>Dear ${customerId},</p>${HTML}`,
  });
  const answer = await pool.request({
    method: 'POST',
    path: '/messages',
    headers: { 'content-type': 'application/json' },
    body,
  });
  if (answer.statusCode !== 202) throw new Error(`the sink answered ${answer.statusCode}`);
  return ((await answer.body.json()) as { id: string }).id;
}
