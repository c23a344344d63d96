import { goneWithin } from '@perennial/database/embedded/postmaster';
import type { KafkaKeeper } from './kafka-keeper.js';

const GONE_MS = 10_000;

/** One Kafka server that this process can end, freeze and start again on the same port and data. */
export class LocalNode {
  #pid: number | undefined;

  constructor(
    readonly id: number,
    readonly address: string,
    private readonly keeper: KafkaKeeper,
  ) {
    keeper.onEnded((_, pid) => {
      if (pid === this.#pid) this.#pid = undefined;
    });
  }

  /** Of the running server. @throws Error when it does not run */
  get pid(): number {
    if (this.#pid === undefined) throw new Error(`Kafka server ${this.id} does not run`);
    return this.#pid;
  }

  /** Resolves when it serves; does nothing when it runs. @throws KafkaStartError */
  async start(): Promise<void> {
    if (this.#pid === undefined) this.#pid = await this.keeper.start(this.id);
  }

  /** kill -9; resolves when the process is gone. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  /**
   * SIGTERM: hands its leaderships over first when there is somebody to take them. Resolves when the process is gone.
   */
  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  /** SIGSTOP: connections stay open and nothing answers. */
  pause(): void {
    process.kill(this.pid, 'SIGSTOP');
  }

  resume(): void {
    process.kill(this.pid, 'SIGCONT');
  }

  /** Ends a server whose keeper was killed: it may have ended with it, or run on. */
  async endOrphan(): Promise<void> {
    if (this.#pid === undefined) return;
    if (!(await goneWithin(this.#pid, 0))) process.kill(this.#pid, 'SIGKILL');
    await goneWithin(this.#pid, GONE_MS);
    this.#pid = undefined;
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (this.#pid === undefined) return;
    const ended = this.keeper.ended(this.#pid);
    process.kill(this.#pid, signal);
    await ended;
    if (this.#pid !== undefined) throw new Error(`Kafka server ${this.id} did not end after ${signal}`);
  }
}
