import { AsyncLocalStorage } from 'node:async_hooks';
import { seeded } from './seeded.js';

/** A session that does not come to its next point within this time waits for a lock; the others go on. */
const BLOCKED_MS = 30;
/** Nobody can be released and nobody moves: a deadlock that the database did not see. */
const STUCK_MS = 10_000;

interface Parked {
  readonly session: string;
  readonly name: string;
  readonly release: () => void;
}

const running = new AsyncLocalStorage<{ readonly interleaving: Interleaving; readonly session: string }>();

/** Where a session of an interleaving stops until it is let go on; anybody else passes. Fits as a failpoint hook. */
export async function point(name: string): Promise<void> {
  const here = running.getStore();
  if (here) await here.interleaving.park(here.session, name);
}

/** Runs sessions against each other: of those that stand at a point, a seeded choice lets one go on to its next. */
export class Interleaving {
  /** `<session> <point>` in the order in which they were let go. */
  readonly trace: string[] = [];
  readonly #parked = new Set<Parked>();
  readonly #choose: (bound: number) => number;
  #moved: (session: string) => void = () => undefined;

  constructor(seed: number) {
    this.#choose = seeded(seed);
  }

  /** @throws the first error of a session, or that all of them stand still. */
  async run(sessions: Readonly<Record<string, () => Promise<void>>>): Promise<void> {
    const errors: unknown[] = [];
    const open = new Set(Object.keys(sessions));
    const all = Object.entries(sessions).map(([session, work]) =>
      running.run({ interleaving: this, session }, async () => {
        try {
          await point('start');
          await work();
        } catch (error) {
          errors.push(error);
        }
        open.delete(session);
        this.#moved(session);
      }),
    );
    while (open.size > 0) {
      const next = this.#next();
      if (next) {
        this.trace.push(`${next.session} ${next.name}`);
        const moved = this.#until((session) => session === next.session, BLOCKED_MS);
        next.release();
        await moved;
      } else if (!(await this.#until(() => true, STUCK_MS)) && open.size > 0)
        throw new Error(`${[...open].join(', ')} stand still`);
    }
    await Promise.all(all);
    if (errors.length > 0) throw errors[0];
  }

  park(session: string, name: string): Promise<void> {
    return new Promise((release) => {
      this.#parked.add({ session, name, release });
      this.#moved(session);
    });
  }

  #next(): Parked | undefined {
    const waiting = [...this.#parked].sort((a, b) => (a.session < b.session ? -1 : Number(a.session > b.session)));
    const next = waiting[this.#choose(Math.max(1, waiting.length))];
    if (next) this.#parked.delete(next);
    return next;
  }

  /** @returns whether a session that `counts` parked or ended in time. */
  #until(counts: (session: string) => boolean, ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const finish = (moved: boolean): void => {
        clearTimeout(timer);
        this.#moved = () => undefined;
        resolve(moved);
      };
      const timer = setTimeout(() => finish(false), ms);
      this.#moved = (session) => {
        if (counts(session)) finish(true);
      };
    });
  }
}
