import { formatInstant, instant, MINUTE, type Instant } from '@perennial/kernel/instant';
import type { IdleReport } from './idle.js';
import { walk, type Participant } from './walker.js';

const START = instant(Date.UTC(2025, 0, 1));

/** A participant with timers; handling one may give work to another, which is seen only some questions later. */
class Toy implements Participant {
  now = START;
  handled = 0;
  readonly log: string[] = [];
  hidden = 0;

  constructor(readonly name: string, readonly timers: Instant[], readonly onFire: () => void = () => undefined) {}

  async setNow(now: Instant): Promise<void> {
    this.now = now;
  }

  async idle(): Promise<IdleReport> {
    if (this.hidden > 0 && (this.hidden -= 1) === 0) {
      this.handled += 1;
      this.log.push(`${this.name} got ${formatInstant(this.now)}`);
    }
    const due = this.timers.findIndex((at) => at <= this.now);
    if (due >= 0) {
      this.log.push(`${this.name} fired ${formatInstant(this.timers.splice(due, 1)[0] as Instant)} at ${formatInstant(this.now)}`);
      this.handled += 1;
      this.onFire();
    }
    const next = this.timers.length === 0 ? null : formatInstant(Math.min(...this.timers) as Instant);
    return { now: formatInstant(this.now), nextDue: next, outbox: 0, lag: 0, inFlight: this.hidden > 0 ? 1 : 0, handled: this.handled };
  }
}

const at = (minutes: number): Instant => instant(START + minutes * MINUTE);
const pause = async (): Promise<void> => undefined;

test('jumps from due instant to due instant, each handled at its own time, and ends at the target', async () => {
  const toy = new Toy('a', [at(30), at(10), at(600)]);
  expect(await walk([toy], { to: at(60), pause })).toBe(at(60));
  expect(toy.log).toEqual(['a fired 2025-01-01T00:10:00Z at 2025-01-01T00:10:00Z', 'a fired 2025-01-01T00:30:00Z at 2025-01-01T00:30:00Z']);
  expect(toy.now).toBe(at(60));
});

test('does not go on while work that one gave to another is still on its way', async () => {
  const receiver = new Toy('b', []);
  const sender = new Toy('a', [at(10), at(11)], () => (receiver.hidden = 3));
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
