import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTarget, readCall } from './settings.js';

const URLS = Object.fromEntries(
  ['CONTRACTS', 'SCHEDULING', 'DELIVERY', 'PAYMENTS'].map((name) => [`${name}_DATABASE_URL`, `postgres://h/${name}`]),
);
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perennial-auditor-settings-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const announce = (content: object): void => writeFileSync(join(folder, 'running.json'), JSON.stringify(content));
const find = (environment: Record<string, string>, record?: string) =>
  findTarget({ PERENNIAL_DATA: folder, ...environment }, record);

test('arguments: what is understood, and what is not is named', () => {
  expect(readCall([])).toEqual({ help: false, serve: undefined, providerRecord: undefined });
  expect(readCall(['--serve', '9109'])).toMatchObject({ serve: 9109 });
  expect(readCall(['--provider-record', 'a.jsonl'])).toMatchObject({ providerRecord: 'a.jsonl' });
  expect(() => readCall(['--serve', 'soon'])).toThrow('--serve wants a port, not soon');
  expect(() => readCall(['--sevre', '1'])).toThrow("'--sevre'");
  expect(() => readCall(['--serve', '1', '--provider-record', 'a'])).toThrow('does not go with --serve');
});

test('the environment names a deployment on either log', async () => {
  expect(await find({ ...URLS, EVENTS_DATABASE_URL: 'postgres://h/events' })).toEqual({
    databases: {
      contracts: 'postgres://h/CONTRACTS',
      scheduling: 'postgres://h/SCHEDULING',
      delivery: 'postgres://h/DELIVERY',
      payments: 'postgres://h/PAYMENTS',
      events: 'postgres://h/events',
    },
    kafka: undefined,
    provider: undefined,
  });
  expect(await find({ ...URLS, KAFKA_BROKERS: 'k:1', KAFKA_TLS: 'on' })).toMatchObject({
    kafka: { brokers: ['k:1'], tls: true },
  });
});

test('what is missing is named', async () => {
  await expect(
    find({ CONTRACTS_DATABASE_URL: 'postgres://h/c', PAYMENTS_DATABASE_URL: 'postgres://h/p' }),
  ).rejects.toThrow('SCHEDULING_DATABASE_URL, DELIVERY_DATABASE_URL: missing');
  await expect(find(URLS)).rejects.toThrow('KAFKA_BROKERS or EVENTS_DATABASE_URL');
  expect(await find({})).toBeUndefined();
});

test('what runs on this machine is found: npm start and the cluster', async () => {
  announce({ databases: { contracts: 'c', scheduling: 's', delivery: 'd', payments: 'p', events: 'e' } });
  expect(await find({})).toMatchObject({ databases: { contracts: 'c', events: 'e' }, kafka: undefined });
  announce({ databases: { contracts: 'c', scheduling: 's', delivery: 'd', payments: 'p' }, brokers: 'a:1,b:2' });
  expect(await find({})).toMatchObject({
    databases: { contracts: 'c' },
    kafka: { brokers: ['a:1', 'b:2'], tls: false },
  });
});

test("a provider's record: keys and Message-IDs, instants and milliseconds; a bad line is named", async () => {
  announce({ databases: { events: 'e' } });
  const file = join(folder, 'accepted.jsonl');
  writeFileSync(
    file,
    '{"key":"m.1","at":"2025-01-01T00:00:00Z","to":"x"}\n\n{"messageId":"<m.2@localhost>","at":5}\n{"idempotencyKey":"m.3","at":6}\n',
  );
  expect((await find({}, file))?.provider).toEqual([
    { key: 'm.1', at: Date.UTC(2025, 0, 1) },
    { key: 'm.2', at: 5 },
    { key: 'm.3', at: 6 },
  ]);
  for (const [line, problem] of [
    ['{"key":"a","at":1}\nnonsense', 'line 2: not a JSON object'],
    ['{"at":1}', 'line 1: key'],
    ['{"key":"a","at":"yesterday"}', 'line 1: at must be'],
  ] as const) {
    writeFileSync(file, line);
    await expect(find({}, file)).rejects.toThrow(problem);
  }
  await expect(find({}, join(folder, 'none.jsonl'))).rejects.toThrow('ENOENT');
});
