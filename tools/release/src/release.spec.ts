import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventSchemas } from './event-record.js';
import { lastRecord } from './last-record.js';
import { settingsRecord } from './settings-record.js';
import { REPOSITORY } from './write-record.js';

const descriptors = readFileSync(new URL(import.meta.resolve('@perennial/proto/descriptors')));
const record = lastRecord(REPOSITORY);
const readJson = (name: string): unknown => JSON.parse(readFileSync(join(record ?? '', name), 'utf8'));

test('the newest record is the highest version, not the last name', () => {
  const repository = mkdtempSync(join(tmpdir(), 'perennial-release-'));
  try {
    expect(lastRecord(repository)).toBeUndefined();
    for (const name of ['0.9.0', '0.10.0', '0.2.11', 'draft'])
      mkdirSync(join(repository, 'releases', name), { recursive: true });
    expect(lastRecord(repository)).toBe(join(repository, 'releases', '0.10.0'));
  } finally {
    rmSync(repository, { recursive: true });
  }
});

test('event schemas tell topic, payload, fields and the values of enums', () => {
  const { events, messages, enums } = eventSchemas(descriptors);
  expect(events).toContainEqual({
    type: 'contract.renewed',
    topic: 'perennial.contracts',
    payload: 'perennial.events.v1.ContractRenewed',
  });
  expect(messages['perennial.events.v1.ReminderDue']).toContainEqual({
    number: 6,
    name: 'riders',
    type: 'perennial.events.v1.Rider',
    repeated: true,
  });
  expect(messages['perennial.types.v1.Money']).toEqual([
    { number: 1, name: 'currency', type: 'string' },
    { number: 2, name: 'minor', type: 'int64' },
  ]);
  expect(enums['perennial.types.v1.Retry']).toContain('RETRY_NEXT_OPENING');
});

test('a setting stands in the record under each of its names', () => {
  const text = '## Each service\n\n| name | default | meaning |\n|---|---|---|\n| `A_B`, `CD` | 12 | what `x` is |\n';
  expect(settingsRecord(text)).toEqual({
    'Each service': [
      { name: 'A_B', default: '12', meaning: 'what `x` is' },
      { name: 'CD', default: '12', meaning: 'what `x` is' },
    ],
  });
});

test('docs/settings.md names every setting that the product reads, and no other', () => {
  const document = settingsRecord(readFileSync(join(REPOSITORY, 'docs/settings.md'), 'utf8'));
  const told = new Set(Object.values(document).flatMap((rows) => rows.map(({ name }) => name)));
  const read = new Set(
    ['libs/service/src/config/service-config.ts', 'services/standalone/src/config.ts', 'services/console/src/config.ts']
      .map((file) => readFileSync(join(REPOSITORY, file), 'utf8'))
      .flatMap((text) => [...text.matchAll(/^ {6}([A-Z][A-Z0-9_]+):/gm)].map(([, name = '']) => name)),
  );
  expect(read.size).toBeGreaterThan(25);
  // Read by Node and by every library, not by a service alone.
  const elsewhere = new Set(['NODE_ENV']);
  expect([...read].filter((name) => !told.has(name) && !elsewhere.has(name))).toEqual([]);
  expect([...told].filter((name) => !read.has(name)).sort()).toEqual([]);
});

(record ? test : test.skip)('nothing that the last release published has been taken away', () => {
  const against = join(record ?? '', 'descriptors.binpb');
  // Prints each breaking change with its file and line, and throws.
  execFileSync(join(REPOSITORY, 'node_modules/.bin/buf'), ['breaking', '--against', against], {
    cwd: REPOSITORY,
    stdio: 'pipe',
  });
  const then = readJson('events.json') as ReturnType<typeof eventSchemas>;
  const now = eventSchemas(descriptors);
  expect(then.events.filter((event) => !now.events.some((one) => one.type === event.type))).toEqual([]);
  for (const { type, topic } of then.events) expect(now.events.find((one) => one.type === type)?.topic).toBe(topic);
});

(record ? test : test.skip)('a record is whole', () => {
  expect(readdirSync(record ?? '').sort()).toEqual([
    'descriptors.binpb',
    'events.json',
    'record.json',
    'settings.json',
  ]);
  expect(readJson('record.json')).toMatchObject({ commit: expect.stringMatching(/^[0-9a-f]{40}$/) });
  expect(existsSync(join(REPOSITORY, 'CHANGELOG.md'))).toBe(true);
  const { version } = readJson('record.json') as { version: string };
  expect(readFileSync(join(REPOSITORY, 'CHANGELOG.md'), 'utf8')).toContain(`## ${version}`);
});
