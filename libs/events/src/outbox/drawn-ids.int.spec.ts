import { Database } from '@perennial/database/database';
import { createTestDatabase, type TestDatabase } from '@perennial/testing/postgres';
import { DRAWN_IDS } from './drawn-ids.js';

const WATCHED_MS = 3_000;
const open: Database[] = [];
let own: TestDatabase;

const connect = (): Database => {
  const database = new Database({
    url: own.url,
    applicationName: 'drawn-ids-spec',
    transactionTimeoutMs: 60_000,
    onPoolError: () => undefined,
  });
  open.push(database);
  return database;
};

beforeAll(async () => {
  own = await createTestDatabase('drawn_ids');
  await connect().query('create sequence outbox_id_seq as bigint');
});
afterAll(async () => {
  for (const database of open) await database.close();
  await own?.drop();
});

test('before the first id none is drawn', async () => {
  const [row] = await connect().query<{ drawn: bigint }>(`select ${DRAWN_IDS} as drawn`);
  expect(row).toEqual({ drawn: 0n });
});

/** A plain `select last_value` is ahead in one of some thousand reads. */
test('what is read as drawn while others draw has been drawn, in each of many reads', async () => {
  const [writer, reader] = [connect(), connect()];
  await reader.query(`
    create function watched(ms integer, out reads bigint, out ahead bigint) language plpgsql as $$
    declare read bigint; until timestamptz := clock_timestamp() + make_interval(secs => ms / 1000.0);
    begin
      reads := 0; ahead := 0;
      while clock_timestamp() < until loop
        read := ${DRAWN_IDS};
        reads := reads + 1;
        if read > pg_sequence_last_value('outbox_id_seq'::regclass) then ahead := ahead + 1; end if;
      end loop;
    end $$`);
  let watching = true;
  const drawing = (async () => {
    while (watching) await writer.query(`select max(nextval('outbox_id_seq')) from generate_series(1, 20000)`);
  })();
  const [seen] = await reader.query<{ reads: bigint; ahead: bigint }>(
    `select reads, ahead from watched(${WATCHED_MS})`,
  );
  watching = false;
  await drawing;
  expect(seen?.reads).toBeGreaterThan(1_000n);
  expect(seen?.ahead).toBe(0n);
}, 30_000);
