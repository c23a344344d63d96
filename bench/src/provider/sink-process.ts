import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { closing, unwatched, watched } from '../leavings.js';
import { cpuOf } from '../process-cost.js';
import type { Provider } from './provider.js';

export type SinkQuestion = { readonly id: number } & (
  { readonly ask: 'times' | 'count' | 'bytes' } | { readonly ask: 'reached'; readonly count: number }
);
export interface SinkAnswer {
  /** 0: it listens, and the value is its port. */
  readonly id: number;
  readonly value: readonly number[];
}

const MAIN = fileURLToPath(new URL('./sink-main.js', import.meta.url));

/** The HTTP provider in a process of its own, so that neither the driver nor what is measured shares its CPU time. */
export class SinkProcess implements Provider {
  readonly #open = new Map<number, { resolve(value: readonly number[]): void; reject(error: Error): void }>();
  #questions = 0;
  #port = 0;

  private constructor(private readonly child: ChildProcess) {
    child.on('message', ({ id, value }: SinkAnswer) => {
      this.#open.get(id)?.resolve(value);
      this.#open.delete(id);
    });
    child.once('exit', () => {
      for (const { reject } of this.#open.values()) reject(new Error('the sink ended'));
    });
  }

  /** Runs `work` with a sink and stops it. */
  static async use<T>(work: (sink: SinkProcess) => Promise<T>): Promise<T> {
    // Detached: Ctrl-C reaches the driver only, which stops everything in order.
    const sink = new SinkProcess(
      fork(MAIN, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], detached: true, execArgv: [] }),
    );
    watched(sink.child.pid);
    return await closing(
      () => sink.stop(),
      async () => {
        sink.#port = (await sink.#answer(0))[0] ?? 0;
        return await work(sink);
      },
    );
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get environment(): Readonly<Record<string, string>> {
    return { HTTP_PROVIDER_URL: this.url };
  }

  /** When each message was taken, epoch ms, in order. */
  async times(): Promise<readonly number[]> {
    return await this.#ask({ ask: 'times' });
  }

  async accepted(): Promise<number> {
    return (await this.#ask({ ask: 'count' }))[0] ?? 0;
  }

  /** Of all messages together. */
  async bytes(): Promise<number> {
    return (await this.#ask({ ask: 'bytes' }))[0] ?? 0;
  }

  async reached(count: number): Promise<number> {
    return (await this.#ask({ ask: 'reached', count }))[0] ?? Number.NaN;
  }

  cpu(): number {
    return cpuOf(this.child.pid as number);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const gone = new Promise((resolve) => this.child.once('exit', resolve));
      this.child.disconnect();
      await gone;
    }
    unwatched(this.child.pid);
  }

  async #ask(
    question: { ask: 'times' | 'count' | 'bytes' } | { ask: 'reached'; count: number },
  ): Promise<readonly number[]> {
    this.#questions += 1;
    const answer = this.#answer(this.#questions);
    this.child.send({ id: this.#questions, ...question } satisfies SinkQuestion);
    return await answer;
  }

  #answer(id: number): Promise<readonly number[]> {
    return new Promise((resolve, reject) => this.#open.set(id, { resolve, reject }));
  }
}
