import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jarsFolder } from './kafka-jars.js';
import { kafkaSource } from './kafka-source.js';

const bin = mkdtempSync(join(tmpdir(), 'perennial-kafka-source-'));

/** A machine on which only the given programs are installed. */
const machine = (programs: Record<string, string>, settings: Record<string, string> = {}): NodeJS.ProcessEnv => {
  rmSync(bin, { recursive: true, force: true });
  mkdirSync(bin);
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return { PATH: bin, XDG_CACHE_HOME: join(bin, 'cache'), ...settings };
};

const JAVA_17 = `echo 'openjdk version "17.0.15" 2025-04-15' >&2`;

afterAll(() => rmSync(bin, { recursive: true, force: true }));

test("the run's Kafka goes before a given one, and that before what could be started", () => {
  expect(
    kafkaSource(
      { own: false },
      machine({ docker: 'exit 0' }, { PERENNIAL_TEST_KAFKA: 'run:1', KAFKA_BROKERS: 'given:1' }),
    ),
  ).toEqual({ kind: 'given', brokers: 'run:1' });
  expect(kafkaSource({ own: false }, machine({ docker: 'exit 0' }, { KAFKA_BROKERS: 'given:1' }))).toEqual({
    kind: 'given',
    brokers: 'given:1',
  });
});

test('a container goes before Java, but not for an own one, which is never a shared one', () => {
  expect(
    kafkaSource(
      { own: true },
      machine({ docker: 'exit 0', java: JAVA_17, mvn: 'exit 1' }, { KAFKA_BROKERS: 'given:1' }),
    ),
  ).toEqual({ kind: 'java' });
  expect(kafkaSource({ own: false }, machine({ docker: 'exit 0', java: JAVA_17, mvn: 'exit 1' }))).toEqual({
    kind: 'container',
  });
  expect(kafkaSource({ own: false }, machine({ docker: 'exit 1', java: JAVA_17, mvn: 'exit 1' }))).toEqual({
    kind: 'java',
  });
});

test('Maven is not needed once the jars are there', () => {
  expect(kafkaSource({ own: false }, machine({ java: JAVA_17 }))).toMatchObject({
    kind: 'none',
    reason: expect.stringContaining('Maven'),
  });
  const cached = machine({ java: JAVA_17 });
  mkdirSync(jarsFolder(cached), { recursive: true });
  expect(kafkaSource({ own: false }, cached)).toEqual({ kind: 'java' });
});

test('without any of them it says what is missing', () => {
  expect(kafkaSource({ own: false }, machine({}))).toEqual({
    kind: 'none',
    reason: 'KAFKA_BROKERS is not set, no Docker engine answers, there is no Java (java)',
  });
  expect(
    kafkaSource({ own: true }, machine({ java: `echo 'openjdk version "11.0.2"' >&2`, mvn: 'exit 0' })),
  ).toMatchObject({ kind: 'none', reason: expect.stringContaining('Java 17 or later is needed, not 11') });
  expect(
    kafkaSource({ own: true }, machine({ docker: 'exit 0' }, { PERENNIAL_TEST_KAFKA: 'unavailable: the run looked' })),
  ).toEqual({ kind: 'none', reason: 'the run looked' });
});
