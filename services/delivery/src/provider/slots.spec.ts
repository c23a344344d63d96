import { Slots } from './slots.js';

let now: number;
beforeEach(() => {
  now = 0;
});
const slots = (size: number, most = 100) => new Slots(size, most, () => now);
const hang = () => new Promise<void>(() => undefined);
const took = (ms: number) => async () => {
  now += ms;
};

test('before anything was measured: the free connections', async () => {
  const some = slots(3);
  expect(some.capacity()).toBe(3);
  void some.run(hang, Infinity);
  expect(some.capacity()).toBe(2);
});

test('what the measured duration clears in a second, less what is in hand, and never more than accepted at once', async () => {
  const some = slots(2, 30);
  await some.run(took(100), Infinity);
  expect(some.capacity()).toBe(20);
  void some.run(hang, Infinity);
  expect(some.capacity()).toBe(19);
  const quick = slots(2, 30);
  await quick.run(took(1), Infinity);
  expect(quick.capacity()).toBe(30);
});

test('slots that hang are not counted on', async () => {
  const some = slots(2);
  await some.run(took(10), Infinity);
  void some.run(hang, Infinity);
  now += 1_500;
  expect(some.capacity()).toBe(100);
  void some.run(hang, Infinity);
  now += 1_500;
  expect(some.capacity()).toBe(0);
});

test('who waits in vain gives up at its limit and was not begun; the others keep their order', async () => {
  const some = slots(1);
  let free = (): void => undefined;
  const first = some.run(() => new Promise<void>((resolve) => (free = resolve)), Infinity);
  const order: string[] = [];
  const late = some.run(async () => order.push('late'), 20);
  const second = some.run(async () => order.push('second'), 10_000);
  const third = some.run(async () => order.push('third'), 10_000);
  expect(await late).toBeUndefined();
  free();
  await Promise.all([first, second, third]);
  expect(order).toEqual(['second', 'third']);
});

test('never more at once than there are slots, however calls come and go', async () => {
  const some = slots(3);
  let running = 0;
  let most = 0;
  const call = async () => {
    most = Math.max(most, (running += 1));
    for (let n = 0; n < 3; n += 1) await Promise.resolve();
    running -= 1;
  };
  const chain = async () => {
    for (let n = 0; n < 50; n += 1) await some.run(call, 10_000);
  };
  await Promise.all(Array.from({ length: 8 }, chain));
  expect([most, running]).toEqual([3, 0]);
});
