import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Intake, type Source } from './intake.js';

class Sender extends EventEmitter implements Source<number> {
  paused = false;
  pause(): void {
    this.paused = true;
  }
  resume(): void {
    this.paused = false;
  }
}

describe('Intake', () => {
  it('batches what has arrived, up to its size, and ends with the stream', async () => {
    const sender = new Sender();
    const batches = new Intake<number>(sender, { size: 3, lingerMs: 1 }).batches();
    for (const item of [1, 2, 3, 4]) sender.emit('data', item);
    expect((await batches.next()).value).toEqual([1, 2, 3]);
    sender.emit('end');
    expect((await batches.next()).value).toEqual([4]);
    expect((await batches.next()).done).toBe(true);
  });

  it('waits a little for more after a first item', async () => {
    const sender = new Sender();
    const batches = new Intake<number>(sender, { size: 3, lingerMs: 200 }).batches();
    const first = batches.next();
    sender.emit('data', 1);
    await sleep(5);
    sender.emit('data', 2);
    sender.emit('data', 3);
    expect((await first).value).toEqual([1, 2, 3]);
  });

  it('holds the sender back while one batch is worked on and the next is full', async () => {
    const sender = new Sender();
    const batches = new Intake<number>(sender, { size: 2, lingerMs: 1 }).batches();
    sender.emit('data', 1);
    sender.emit('data', 2);
    await batches.next();
    expect(sender.paused).toBe(false);
    sender.emit('data', 3);
    sender.emit('data', 4);
    expect(sender.paused).toBe(true);
    await batches.next();
    expect(sender.paused).toBe(false);
  });

  it('ends without the rest when the sender goes away', async () => {
    const sender = new Sender();
    const intake = new Intake<number>(sender, { size: 2, lingerMs: 50 });
    const batches = intake.batches();
    const next = batches.next();
    sender.emit('data', 1);
    sender.emit('cancelled');
    expect([(await next).done, intake.gone]).toEqual([true, true]);
  });
});
