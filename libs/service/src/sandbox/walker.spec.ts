import { formatInstant, instant, MINUTE, type Instant } from '@perennial/kernel/instant';
import { isBusy, type Glance, type IdleReport } from './idle.js';
import { walk, type Participant } from './walker.js';

const START = instant(Date.UTC(2025, 0, 1));

/** A participant with timers; handling one may give work to another, which is seen only some questions later. */
class Toy implements Participant {
  now = START;
  handled = 0;
  readonly log: string[] = [];
  hidden = 0;
  asked = 0;

  constructor(
    readonly name: string,
    readonly timers: Instant[],
    readonly onFire: () => void = () => undefined,
  ) {}

  async setNow(now: Instant): Promise<void> {
    this.now = now;
  }

  async idle(): Promise<IdleReport> {
    this.asked += 1;
    if (this.hidden > 0 && (this.hidden -= 1) === 0) {
      this.handled += 1;
      this.log.push(`${this.name} got ${formatInstant(this.now)}`);
    }
    const due = this.timers.findIndex((at) => at <= this.now);
    if (due >= 0) {
      this.log.push(
        `${this.name} fired ${formatInstant(this.timers.splice(due, 1)[0] as Instant)} at ${formatInstant(this.now)}`,
      );
      this.handled += 1;
      this.onFire();
    }
    const next = this.timers.length === 0 ? null : formatInstant(Math.min(...this.timers) as Instant);
    return {
      now: formatInstant(this.now),
      nextDue: next,
      outbox: 0,
      lag: 0,
      inFlight: this.hidden > 0 ? 1 : 0,
      handled: this.handled,
    };
  }
}

/** One that is asked about the event log apart from itself. */
class Glancing extends Toy {
  glanced = 0;
  waiting = 0;

  async glance(): Promise<Glance> {
    this.glanced += 1;
    const report = await super.idle();
    return { now: report.now, busy: isBusy(report), handled: report.handled };
  }

  override async idle(): Promise<IdleReport> {
    const report = { ...(await super.idle()), lag: this.waiting };
    if (this.waiting > 0 && (this.waiting -= 1) === 0) this.hidden = 2;
    return report;
  }
}

const at = (minutes: number): Instant => instant(START + minutes * MINUTE);
const pause = async (): Promise<void> => undefined;

test('jumps from due instant to due instant, each handled at its own time, and ends at the target', async () => {
  const toy = new Toy('a', [at(30), at(10), at(600)]);
  expect(await walk([toy], { to: at(60), pause })).toBe(at(60));
  expect(toy.log).toEqual([
    'a fired 2025-01-01T00:10:00Z at 2025-01-01T00:10:00Z',
    'a fired 2025-01-01T00:30:00Z at 2025-01-01T00:30:00Z',
  ]);
  expect(toy.now).toBe(at(60));
});

test('does not go on while work that one gave to another is still on its way', async () => {
  const receiver = new Toy('b', []);
  const sender = new Toy('a', [at(10), at(11)], () => (receiver.hidden = 3));
  await walk([sender, receiver], { to: at(20), pause });
  expect(receiver.log).toEqual(['b got 2025-01-01T00:10:00Z', 'b got 2025-01-01T00:11:00Z']);
});

test('who rests at the target is asked twice, no more', async () => {
  const toy = new Toy('a', []);
  await walk([toy], { to: START, pause });
  expect(toy.asked).toBe(2);
});

test('one whose clock is behind is taken along and comes to rest there', async () => {
  const [ahead, behind] = [new Toy('a', []), new Toy('b', [at(5)])];
  ahead.now = at(10);
  await walk([ahead, behind], { to: at(10), pause });
  expect(behind.log).toEqual(['b fired 2025-01-01T00:05:00Z at 2025-01-01T00:10:00Z']);
});

test('who is busy by its own account is not asked about the event log', async () => {
  const toy = new Glancing('a', []);
  toy.hidden = 10;
  await walk([toy], { to: START, pause });
  expect(toy.log).toEqual(['a got 2025-01-01T00:00:00Z']);
  expect(toy.glanced).toBeGreaterThan(9);
  expect(toy.asked - toy.glanced).toBe(1);
});

test('while one is busy nobody else is asked', async () => {
  const [calm, busy] = [new Glancing('a', []), new Glancing('b', [])];
  busy.hidden = 10;
  await walk([calm, busy], { to: START, pause });
  expect(busy.glanced).toBeGreaterThan(9);
  expect(calm.glanced).toBe(2);
});

test('a record that waits in the event log keeps the walk from going on', async () => {
  const receiver = new Glancing('b', []);
  const sender = new Toy('a', [at(10), at(11)], () => (receiver.waiting = 3));
  await walk([sender, receiver], { to: at(20), pause });
  expect(receiver.log).toEqual(['b got 2025-01-01T00:10:00Z', 'b got 2025-01-01T00:11:00Z']);
});

test('what is due later within the same second does not keep the walk from its rest', async () => {
  const toy = new Toy('a', [instant(START + 123)]);
  expect(await walk([toy], { to: START, pause })).toBe(START);
  expect(toy.log).toEqual([]);
});

test('can be cancelled between stops', async () => {
  const abort = new AbortController();
  const toy = new Toy('a', [at(10), at(20)], () => abort.abort());
  expect(await walk([toy], { to: at(60), pause, signal: abort.signal })).toBe(at(10));
});
