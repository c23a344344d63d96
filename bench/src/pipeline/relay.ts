import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs, { type Kafka } from 'kafkajs';
import type { Database } from '@perennial/database/database';
import { BATCH } from './tables.js';

const IDLE_MS = 5;
const CUT_MS = 2;

/**
 * Publishes the outbox behind the cut: sequence, own transaction id, and once all before it have ended, what lies
 * below. @returns one round of it.
 */
export function outboxRelay(database: Database, kafka: Kafka, service: string, topic: string): () => Promise<void> {
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  });
  let connected = false;
  let position = 0n;
  return async () => {
    if (!connected) await producer.connect();
    connected = true;
    const [sequence] = await database.query<{ high: bigint }>(
      `select case when is_called then last_value else 0 end as high from outbox_id`,
      [],
    );
    if (!sequence || sequence.high <= position) return void (await sleep(IDLE_MS));
    await passed(database);
    while (position < sequence.high) {
      const rows = await database.query<{ id: bigint; key: string; data: string }>(
        `select id, key, data from outbox where id > $1 and id <= $2 order by id limit ${BATCH}`,
        [position, sequence.high],
      );
      if (rows.length > 0)
        await producer.send({
          topic,
          acks: -1,
          messages: rows.map(({ id, key, data }) => ({ key, value: data, headers: { id: `${service}-${id}` } })),
        });
      position = rows.length < BATCH ? sequence.high : (rows.at(-1)?.id ?? position);
      await database.query(`update relay set position = $1`, [position]);
    }
  };
}

async function passed(database: Database): Promise<void> {
  const [own] = await database.query<{ xid: bigint }>(`select pg_current_xact_id()::text::bigint as xid`, []);
  while (true) {
    const [oldest] = await database.query<{ xmin: bigint }>(
      `select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as xmin`,
      [],
    );
    if (own && oldest && oldest.xmin > own.xid) return;
    await sleep(CUT_MS);
  }
}
