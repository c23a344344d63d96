import { AsyncLocalStorage } from 'node:async_hooks';
import { Gather } from './gather.js';

/** Batches as they were run; each waits until it is let go. */
function gathering(most: number, fails: (orders: readonly number[]) => unknown = () => undefined) {
  const batches: (readonly number[])[] = [];
  const gates: (() => void)[] = [];
  const gather = new Gather<number, number>(most, async (orders) => {
    batches.push(orders);
    await new Promise<void>((open) => gates.push(open));
    const error = fails(orders);
    if (error) throw error;
    return orders.map((order) => order * 10);
  });
  const open = async (): Promise<void> => {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const gate = gates.shift();
      if (!gate) return;
      gate();
    }
  };
  return { gather, batches, open };
}

test('the first goes at once, those that come meanwhile go together, as many as fit', async () => {
  const { gather, batches, open } = gathering(3);
  const answers = Promise.all([1, 2, 3, 4, 5].map((order) => gather.ask(order)));
  expect(batches).toEqual([[1]]);
  await open();
  expect(await answers).toEqual([10, 20, 30, 40, 50]);
  expect(batches).toEqual([[1], [2, 3, 4], [5]]);
});

test('an order that cannot be done fails alone', async () => {
  const bad = new Error('no such order');
  const { gather, batches, open } = gathering(9, (orders) => orders.includes(3) && bad);
  const answers = Promise.allSettled([1, 2, 3, 4].map((order) => gather.ask(order)));
  await open();
  expect((await answers).map((answer) => (answer.status === 'fulfilled' ? answer.value : answer.reason))).toEqual([
    10,
    20,
    bad,
    40,
  ]);
  expect(batches).toEqual([[1], [2, 3, 4], [2], [3], [4]]);
});

test('a database that is away is told to all of the batch at once', async () => {
  const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  const { gather, batches, open } = gathering(9, (orders) => orders.length > 1 && away);
  const answers = Promise.allSettled([1, 2, 3].map((order) => gather.ask(order)));
  await open();
  expect((await answers).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  expect(batches).toEqual([[1], [2, 3]]);
});

test('a batch runs in the trace of its first call, not in that of the call before', async () => {
  const trace = new AsyncLocalStorage<string>();
  const seen: unknown[] = [];
  const gather = new Gather<number, number>(9, async (orders) => {
    seen.push(trace.getStore());
    await new Promise((resolve) => setImmediate(resolve));
    return orders;
  });
  await Promise.all(['a', 'b', 'c'].map((name, n) => trace.run(name, () => gather.ask(n))));
  expect(seen).toEqual(['a', 'b']);
});
