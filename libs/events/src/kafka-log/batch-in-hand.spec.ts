import { setTimeout as sleep } from 'node:timers/promises';
import type { EachBatchPayload, Offsets } from 'kafkajs';
import type { BatchContext, BatchResult, LogRecord } from '../event-log.js';
import { BatchInHand } from './batch-in-hand.js';

type OnBatch = (records: readonly LogRecord[], context: BatchContext) => Promise<BatchResult>;

/** What kafkajs would be told, and the calls it would make. */
class Fetches {
  readonly commits: Offsets[] = [];
  readonly resolved: string[] = [];
  readonly errors: unknown[] = [];
  heartbeat: () => Promise<void> = async () => undefined;
  commit: (offsets: Offsets) => Promise<void> = async (offsets) => void this.commits.push(offsets);
  hung = 0;
  readonly hand: BatchInHand;

  constructor(onBatch: OnBatch, maxRecords = 100, hungAfterMs = 60_000) {
    this.hand = new BatchInHand({
      maxRecords,
      onBatch,
      onError: (error) => this.errors.push(error),
      monotonic: () => performance.now(),
      hungAfterMs,
      onHung: () => (this.hung += 1),
    });
  }

  fetched(partition: number, ...offsets: number[]): Promise<void> {
    const messages = offsets.map((offset) => ({
      key: Buffer.from('k'),
      value: Buffer.from(String(offset)),
      offset: String(offset),
      headers: {},
    }));
    const payload = {
      batch: { topic: 't', partition, messages },
      heartbeat: () => this.heartbeat(),
      commitOffsetsIfNecessary: (offsets: Offsets) => this.commit(offsets),
      resolveOffset: (offset: string) => this.resolved.push(`${partition}:${offset}`),
    };
    return this.hand.eachBatch(payload as unknown as EachBatchPayload);
  }
}

const places = (records: readonly LogRecord[]): string =>
  records.map(({ partition, offset }) => `${partition}:${offset}`).join(' ');

test('one batch of all partitions, one commit for all, and only then do the calls end', async () => {
  const seen: string[] = [];
  const fetches = new Fetches(async (records) => (seen.push(places(records)), 'commit'));
  await Promise.all([fetches.fetched(0, 5, 6), fetches.fetched(3, 1)]);
  expect(seen).toEqual(['0:5 0:6 3:1']);
  expect(fetches.commits).toEqual([
    {
      topics: [
        {
          topic: 't',
          partitions: [
            { partition: 0, offset: '7' },
            { partition: 3, offset: '2' },
          ],
        },
      ],
    },
  ]);
  expect(fetches.resolved).toEqual(['0:6', '3:1']);
});

test('more than was asked for is handed over in rounds, in the order of each partition', async () => {
  const seen: string[] = [];
  const fetches = new Fetches(async (records) => (seen.push(places(records)), 'commit'), 2);
  await Promise.all([fetches.fetched(0, 1, 2, 3), fetches.fetched(1, 7)]);
  expect(seen).toEqual(['0:1 1:7', '0:2 0:3']);
});

test('retry offers the same records again and commits nothing; an error of the handler is reported and goes no further', async () => {
  const answers: (() => BatchResult)[] = [
    () => 'retry',
    () => {
      throw new Error('handler');
    },
    () => 'commit',
  ];
  const seen: string[] = [];
  const fetches = new Fetches(async (records) => {
    seen.push(places(records));
    expect(fetches.commits).toEqual([]);
    return (answers.shift() as () => BatchResult)();
  });
  await fetches.fetched(0, 1);
  expect(seen).toEqual(['0:1', '0:1', '0:1']);
  expect(fetches.errors).toEqual([new Error('handler')]);
});

test('a lost generation: the commit moves nothing, all calls end with what kafkajs joins again for, the handler hears of no error', async () => {
  const lost = Object.assign(new Error('lost'), { type: 'ILLEGAL_GENERATION' });
  const fetches = new Fetches(async () => 'commit', 1);
  fetches.commit = () => Promise.reject(lost);
  const ends = await Promise.allSettled([fetches.fetched(0, 1, 2), fetches.fetched(1, 1)]);
  expect(ends.map((end) => end.status === 'rejected' && end.reason)).toEqual([lost, lost]);
  expect(fetches.resolved).toEqual([]);
  expect(fetches.errors).toEqual([]);
});

test('between batches a rebalance goes first', async () => {
  const called = Object.assign(new Error('called'), { type: 'REBALANCE_IN_PROGRESS' });
  const seen: string[] = [];
  const fetches = new Fetches(async (records) => {
    seen.push(places(records));
    fetches.heartbeat = () => Promise.reject(called);
    return 'commit';
  }, 1);
  await expect(fetches.fetched(0, 1, 2)).rejects.toBe(called);
  expect(seen).toEqual(['0:1']);
  expect(fetches.commits).toHaveLength(1);
});

test('stopping lets the batch in hand finish and commits it; the rest comes again elsewhere', async () => {
  let finish: (() => void) | undefined;
  const fetches = new Fetches(async (_records, context) => {
    await new Promise<void>((resolve) => (finish = resolve));
    expect(context.signal.aborted).toBe(true);
    return 'commit';
  }, 1);
  const call = fetches.fetched(0, 1, 2);
  while (!finish) await new Promise((resolve) => setImmediate(resolve));
  const stopped = fetches.hand.finish();
  finish();
  await Promise.all([stopped, call, fetches.fetched(1, 9)]);
  expect(fetches.resolved).toEqual(['0:1']);
});

test('an abandoned handler holds up nothing, and its late answer counts for nothing', async () => {
  let answer: ((result: BatchResult) => void) | undefined;
  const fetches = new Fetches(async (_records, { heartbeat }) => {
    const result = await new Promise<BatchResult>((resolve) => (answer = resolve));
    expect(await heartbeat()).toBe(false);
    return result;
  });
  const call = fetches.fetched(0, 1);
  while (!answer) await new Promise((resolve) => setImmediate(resolve));
  const over = fetches.hand.abandon();
  await call;
  answer('commit');
  await over;
  expect(fetches.commits).toEqual([]);
});

test('while the handler is at work the member goes on beating for it, and stops with it', async () => {
  let beats = 0;
  const fetches = new Fetches(async () => {
    while (beats < 3) await sleep(20);
    return 'commit';
  });
  fetches.heartbeat = async () => void (beats += 1);
  await fetches.fetched(0, 1);
  await sleep(2_000);
  expect(beats).toBe(3);
});

test('a handler without a sign is told of; each heartbeat is a sign', async () => {
  let hungWhileBeating = -1;
  const fetches = new Fetches(
    async (_records, { heartbeat }) => {
      for (let n = 0; n < 30; n += 1) {
        await sleep(20);
        await heartbeat();
      }
      hungWhileBeating = fetches.hung;
      while (fetches.hung === 0) await sleep(20);
      return 'commit';
    },
    100,
    200,
  );
  await fetches.fetched(0, 1);
  expect(hungWhileBeating).toBe(0);
  expect(fetches.hung).toBe(1);
});
