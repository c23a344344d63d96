import type { LogReader, ReadRecord } from '@perennial/events/log-reader';

/** A record with the partition it goes to. */
export interface PlacedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly key: string;
  readonly headers: Record<string, string>;
  readonly value: Buffer;
}

export interface ReaderHarness {
  open(): LogReader;
  append(records: readonly PlacedRecord[]): Promise<void>;
}

/** What both log readers do. @param prepare creates the topics, with four partitions or more. */
export function readerConformance(prepare: (topics: readonly string[]) => Promise<ReaderHarness>): void {
  const prefix = `reader-${process.pid}.`;
  const [full, other, empty] = [`${prefix}full`, `${prefix}other`, `${prefix}empty`];
  let harness: ReaderHarness;
  let reader: LogReader;

  const placed = (topic: string, partition: number, n: number): PlacedRecord => ({
    topic,
    partition,
    key: `k${partition}`,
    headers: { ce_id: `x-${n}`, n: String(n) },
    value: Buffer.from([n, 0xff, 0x00]),
  });

  beforeAll(async () => {
    harness = await prepare([full, other, empty]);
    await harness.append(
      [0, 1, 2].flatMap((partition) => [...Array(50).keys()].map((n) => placed(full, partition, n))),
    );
    await harness.append([placed(other, 3, 7)]);
  }, 120_000);
  beforeEach(() => {
    reader = harness.open();
  });
  afterEach(() => reader.close());

  const read = async (topics: readonly string[]): Promise<ReadRecord[]> => {
    const seen: ReadRecord[] = [];
    await reader.read(topics, (records) => void seen.push(...records));
    return seen;
  };

  test('names topics by their prefix', async () => {
    expect(await reader.topics(prefix)).toEqual([empty, full, other]);
    expect(await reader.topics(`${prefix}o`)).toEqual([other]);
  });

  test('hands over every record once, in the order of its partition, as it was written', async () => {
    const before = Date.now();
    const seen = await read([full, other, empty]);
    expect(seen).toHaveLength(151);
    for (const partition of [0, 1, 2]) {
      const own = seen.filter((record) => record.topic === full && record.partition === partition);
      expect(own.map((record) => record.headers['n'])).toEqual([...Array(50).keys()].map(String));
      expect(own.map((record) => record.offset)).toEqual([...Array(50).keys()].map(BigInt));
    }
    const one = seen.find((record) => record.topic === other);
    expect(one).toMatchObject({ partition: 3, offset: 0n, key: 'k3', headers: { ce_id: 'x-7', n: '7' } });
    expect([...(one?.value ?? [])]).toEqual([7, 0xff, 0x00]);
    expect(Math.abs((one?.appendedAt ?? 0) - before)).toBeLessThan(600_000);
  });

  test('reads again from the first, and what came in between', async () => {
    await read([other]);
    await harness.append([placed(other, 0, 8)]);
    expect((await read([other])).map((record) => record.headers['n']).sort()).toEqual(['7', '8']);
  });

  test('ends at the ends as of the call, whatever is appended meanwhile', async () => {
    const seen: ReadRecord[] = [];
    await reader.read([full], async (records) => {
      if (seen.length === 0) await harness.append([0, 1, 2, 3].map((partition) => placed(full, partition, 99)));
      seen.push(...records);
    });
    expect(seen).toHaveLength(150);
    expect(seen.filter((record) => record.headers['n'] === '99')).toEqual([]);
  });

  test('one record by its place; nothing where there is none', async () => {
    expect(await reader.readOne(full, 1, 20n)).toMatchObject({ partition: 1, offset: 20n, headers: { n: '20' } });
    expect(await reader.readOne(full, 1, 5_000n)).toBeUndefined();
    expect(await reader.readOne(full, 77, 0n)).toBeUndefined();
    expect(await reader.readOne(empty, 0, 0n)).toBeUndefined();
  });

  test('an error of whoever reads ends the reading and comes out', async () => {
    let calls = 0;
    await expect(
      reader.read([full], () => {
        calls += 1;
        throw new Error('enough');
      }),
    ).rejects.toThrow('enough');
    expect(calls).toBe(1);
  });

  test('topics that are not there are named', async () => {
    await expect(read([full, `${prefix}never`])).rejects.toThrow(`the event log has no topic ${prefix}never`);
  });
}
