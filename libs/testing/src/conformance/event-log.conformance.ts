import type { EventLog, LogRecord, Subscription } from '@perennial/events/event-log';
import { PARTITIONS } from '@perennial/events/topics';
import { freshGroup, freshTopic, numbersOf, record, until, type LogHarness } from './log-harness.js';

const KEYS = Array.from({ length: 20 }, (_, i) => `key-${i}`);

/** What every event log must do; each adapter's int spec calls this. */
export function eventLogConformance(name: string, start: () => Promise<LogHarness>): void {
  describe(`event log: ${name}`, () => {
    let harness: LogHarness;
    const opened: EventLog[] = [];
    const open = (): EventLog => {
      const log = harness.open();
      opened.push(log);
      return log;
    };
    const collect = (log: EventLog, group: string, topic: string, into: LogRecord[]): Subscription =>
      log.subscribe({
        group,
        topics: [topic],
        maxRecords: 100,
        onError: () => undefined,
        onBatch: async (records) => (into.push(...records), 'commit'),
      });

    beforeAll(async () => {
      harness = await start();
    });
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((log) => log.close()));
    });
    afterAll(async () => {
      await harness.close();
    });

    test('keeps the order of each key, loses nothing, spreads keys over partitions', async () => {
      const [log, topic, seen] = [open(), freshTopic(), [] as LogRecord[]];
      await log.ensureTopics([topic]);
      collect(log, freshGroup('order'), topic, seen);
      for (let n = 0; n < 30; n += 1) await log.append(KEYS.map((key) => record(topic, key, n)));
      await until('all have come', () => seen.length >= 600);
      for (const key of KEYS) expect(numbersOf(seen, key)).toEqual(Array.from({ length: 30 }, (_, n) => n));
      expect(new Set(seen.map((r) => r.partition)).size).toBeGreaterThan(4);
      expect(seen.every((r) => r.partition < PARTITIONS)).toBe(true);
      await until('the position is kept', async () => (await log.lag(freshGroup('order'), [topic])) === 0n);
    });

    test('eight writers at once on twenty keys: no loss, no inversion of a writer and key', async () => {
      const [log, topic, seen] = [open(), freshTopic(), [] as LogRecord[]];
      await log.ensureTopics([topic]);
      collect(log, freshGroup('writers'), topic, seen);
      await Promise.all(
        Array.from({ length: 8 }, async (_, writer) => {
          const own = open();
          for (let n = 0; n < 20; n += 1) {
            await own.append(
              KEYS.map((key) => ({ ...record(topic, key, n), headers: { writer: String(writer), n: String(n) } })),
            );
          }
        }),
      );
      await until('all have come', () => seen.length >= 8 * 20 * 20);
      for (let writer = 0; writer < 8; writer += 1) {
        const own = seen.filter((r) => r.headers['writer'] === String(writer));
        for (const key of KEYS) expect(numbersOf(own, key)).toEqual(Array.from({ length: 20 }, (_, n) => n));
      }
    });

    test('retry brings the same records again and moves nothing', async () => {
      const [log, topic, seen] = [open(), freshTopic(), [] as string[]];
      await log.ensureTopics([topic]);
      await log.append([record(topic, 'a', 1), record(topic, 'a', 2)]);
      let answers = 0;
      log.subscribe({
        group: freshGroup('retry'),
        topics: [topic],
        maxRecords: 10,
        onError: () => undefined,
        onBatch: async (records) => {
          seen.push(records.map((r) => r.headers['n']).join(','));
          if (answers < 2) expect(await log.lag(freshGroup('retry'), [topic])).toBe(2n);
          answers += 1;
          return answers < 3 ? 'retry' : 'commit';
        },
      });
      await until('it was committed', async () => (await log.lag(freshGroup('retry'), [topic])) === 0n);
      expect(seen).toEqual(['1,2', '1,2', '1,2']);
    });

    test('a group reads from the first record, goes on where it stopped, and groups do not disturb each other', async () => {
      const [topic, first, again, other] = [freshTopic(), [] as LogRecord[], [] as LogRecord[], [] as LogRecord[]];
      const one = open();
      await one.ensureTopics([topic]);
      await one.append([record(topic, 'a', 1)]);
      const subscription = collect(one, freshGroup('resume'), topic, first);
      await until('the first has come', () => first.length === 1);
      await subscription.stop();
      const two = open();
      await two.append([record(topic, 'a', 2)]);
      collect(two, freshGroup('resume'), topic, again);
      collect(two, freshGroup('from-zero'), topic, other);
      await until('both groups are done', () => again.length >= 1 && other.length >= 2);
      expect(numbersOf(again, 'a')).toEqual([2]);
      expect(numbersOf(other, 'a')).toEqual([1, 2]);
    });

    test('members share the partitions; one that leaves gives its share back', async () => {
      const [topic, a, b] = [freshTopic(), [] as LogRecord[], [] as LogRecord[]];
      const [one, two] = [open(), open()];
      await one.ensureTopics([topic]);
      collect(one, freshGroup('share'), topic, a);
      const second = collect(two, freshGroup('share'), topic, b);
      let n = 0;
      await until('both have work', async () => {
        await one.append(KEYS.map((key) => record(topic, key, n)));
        n += 1;
        return a.length > 0 && b.length > 0;
      });
      await second.stop();
      const before = b.length;
      await one.append(KEYS.map((key) => record(topic, key, n)));
      await until('the rest takes over', async () => (await one.lag(freshGroup('share'), [topic])) === 0n);
      expect(b.length).toBe(before);
      for (const key of KEYS) expect(new Set(numbersOf([...a, ...b], key)).size).toBe(n + 1);
    });

    test('a member that hangs loses its partitions, and its late answer moves no position', async () => {
      const [topic, taken] = [freshTopic(), [] as LogRecord[]];
      const [zombie, successor] = [open(), open()];
      await zombie.ensureTopics([topic]);
      let release: (() => void) | undefined;
      let hangs = false;
      zombie.subscribe({
        group: freshGroup('zombie'),
        topics: [topic],
        maxRecords: 10,
        onError: () => undefined,
        onBatch: async () => {
          // On a busy machine it may be given a share again before the test ends.
          if (hangs) return 'retry';
          hangs = true;
          await new Promise<void>((resolve) => (release = resolve));
          return 'commit';
        },
      });
      await zombie.append([record(topic, 'a', 1)]);
      await until('the zombie holds the record', () => hangs);
      const subscription = successor.subscribe({
        group: freshGroup('zombie'),
        topics: [topic],
        maxRecords: 10,
        onError: () => undefined,
        onBatch: async (records) => (taken.push(...records), 'retry'),
      });
      await until('the successor was given it', () => taken.length > 0, harness.takeoverMs * 3);
      release?.();
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(await successor.lag(freshGroup('zombie'), [topic])).toBe(1n);
      await subscription.stop();
    }, 40_000);

    test('back-pressure: a slow handler is given no more than it asked for', async () => {
      const [log, topic, sizes] = [open(), freshTopic(), [] as number[]];
      await log.ensureTopics([topic]);
      await log.append(Array.from({ length: 500 }, (_, n) => record(topic, `k${n}`, n)));
      let running = 0;
      log.subscribe({
        group: freshGroup('slow'),
        topics: [topic],
        maxRecords: 48,
        onError: () => undefined,
        onBatch: async (records) => {
          running += 1;
          expect(running).toBe(1);
          sizes.push(records.length);
          await new Promise((resolve) => setTimeout(resolve, 5));
          running -= 1;
          return 'commit';
        },
      });
      await until('all are done', async () => (await log.lag(freshGroup('slow'), [topic])) === 0n);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(48);
      expect(sizes.reduce((a, b) => a + b, 0)).toBe(500);
    });

    test('any bytes pass unchanged, 1 MB too', async () => {
      const [log, topic, seen] = [open(), freshTopic(), [] as LogRecord[]];
      await log.ensureTopics([topic]);
      collect(log, freshGroup('bytes'), topic, seen);
      const big = Buffer.alloc(1_000_000, 0xc3);
      await log.append([record(topic, 'a', 1, Buffer.from([0, 255, 13, 10, 0x7f])), record(topic, 'a', 2, big)]);
      await until('both have come', () => seen.length === 2);
      expect(seen[0]?.value).toEqual(Buffer.from([0, 255, 13, 10, 0x7f]));
      expect(seen[1]?.value.equals(big)).toBe(true);
    });

    test('a topic that was not created is refused', async () => {
      await expect(open().append([record('conformance.unknown', 'a', 1)])).rejects.toThrow(/conformance.unknown/);
    });
  });
}
