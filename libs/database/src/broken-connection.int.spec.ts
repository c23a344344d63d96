import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTestDatabase, type TestDatabase } from '@perennial/testing/postgres';
import { withClient } from './create-database.js';
import { Database } from './database.js';

const READY_FOR_QUERY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

let server: TestDatabase;
let database: Database | undefined;
let proxy: Server | undefined;
let reported: Error[];

beforeAll(async () => {
  server = await createTestDatabase('broken_connection');
}, 60_000);
beforeEach(() => (reported = []));
afterEach(async () => {
  await database?.close();
  proxy?.close();
});
afterAll(() => server.drop());

function open(url: string): Database {
  const options = { url, applicationName: 'broken-spec', poolSize: 3 };
  return (database = new Database({ ...options, onPoolError: (error) => reported.push(error) }));
}

/** The words of a server that goes down (57P01), as an ErrorResponse. */
function goingDown(): Buffer {
  const fields = Buffer.from('SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0');
  const length = Buffer.alloc(4);
  length.writeInt32BE(fields.length + 4);
  return Buffer.concat([Buffer.from('E'), length, fields]);
}

/** In front of the server; the first connection ends in the very packet that says it is ready. @returns its URL. */
async function endingProxy(): Promise<string> {
  const [url, real] = [new URL(server.url), new URL(server.url)];
  let first = true;
  proxy = createServer((client) => {
    const upstream = connect(Number(real.port), real.hostname);
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
    client.pipe(upstream);
    client.on('close', () => upstream.destroy());
    upstream.on('data', (chunk: Buffer) => {
      const ends = first && chunk.subarray(-READY_FOR_QUERY.length).equals(READY_FOR_QUERY);
      if (!ends) return client.write(chunk);
      first = false;
      client.end(Buffer.concat([chunk, goingDown()]));
      return upstream.destroy();
    });
  });
  await new Promise<void>((resolve) => proxy?.listen(0, '127.0.0.1', resolve));
  url.port = String((proxy.address() as AddressInfo).port);
  return url.href;
}

test('idle connections that the server ends are reported in a few words: a log would print a whole client', async () => {
  const one = open(server.url);
  await Promise.all([1, 2, 3].map(() => one.query('select pg_sleep(0.05)')));
  await withClient(server.url, (client) =>
    client.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'broken-spec'`),
  );
  for (let i = 0; i < 100 && reported.length < 3; i += 1) await sleep(20);
  expect(reported).toHaveLength(3);
  for (const error of reported) {
    expect(error.message).toContain('terminating connection');
    expect(JSON.stringify(error).length).toBeLessThan(500);
  }
  expect(await one.query('select 1 as n')).toEqual([{ n: 1 }]);
});

test('a connection that ends in the moment it is handed over fails its statement and nothing else', async () => {
  await expect(withClient(await endingProxy(), (client) => client.query('select 1'))).rejects.toThrow(/terminat/);
  proxy?.close();
  const one = open(await endingProxy());
  await expect(one.query('select 1')).rejects.toThrow(/terminat|not queryable/);
  expect(await one.query('select 1 as n')).toEqual([{ n: 1 }]);
});
