import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** What the keeper is told to run: see bin/kafka-keeper.mjs. */
export interface KeeperOrder {
  readonly ownerPid: number;
  readonly dataDir: string;
  /** The data folder is removed when the owner ends. */
  readonly temporary: boolean;
  readonly servers: readonly {
    readonly id: number;
    readonly command: string;
    readonly args: readonly string[];
    readonly logFile: string;
  }[];
}

/** A server did not come up; `log` is what it wrote meanwhile. */
export class KafkaStartError extends Error {
  constructor(readonly log: string) {
    super(
      `Kafka did not start: ${(
        log
          .split('\n')
          .filter((line) => /ERROR|Exception|rror:/.test(line))
          .slice(0, 5)
          .join('\n') || log.slice(-2000)
      ).trim()}`,
    );
    this.name = 'KafkaStartError';
  }
}

type Report = { id: number; state: 'ready'; pid: number } | { id: number; state: 'ended'; pid: number; log: string };

// Plain JavaScript outside src and dist: the same file serves the built tree and tests that run from source.
const KEEPER = fileURLToPath(new URL('../bin/kafka-keeper.mjs', import.meta.url));
/** Three seconds on an idle machine, and a minute on one with twelve times as much to do. */
const START_MS = 180_000;
const STOP_MS = 30_000;

/** The keeper of a cluster's servers; it outlives each of them and ends them with this process. */
export class KafkaKeeper {
  readonly #keeper: ChildProcess;
  readonly #reports = new EventEmitter().setMaxListeners(0);
  readonly #ended: Promise<unknown>;

  constructor(order: KeeperOrder) {
    // Detached: a session of its own, so that Ctrl-C or a kill of our process group does not reach Kafka before we do.
    this.#keeper = spawn(process.execPath, [KEEPER, JSON.stringify(order)], {
      stdio: ['pipe', 'pipe', 'inherit'],
      detached: true,
      cwd: '/',
    });
    this.#ended = once(this.#keeper, 'exit').then(() => this.#reports.emit('gone'));
    if (!this.#keeper.stdin || !this.#keeper.stdout) throw new Error('the keeper has no pipes');
    // A keeper that ended shows by its exit; writing to it is then of no use.
    this.#keeper.stdin.on('error', () => this.#reports.emit('gone'));
    createInterface({ input: this.#keeper.stdout }).on('line', (line) =>
      this.#reports.emit('report', JSON.parse(line) as Report),
    );
    this.#keeper.unref();
    for (const pipe of [this.#keeper.stdin, this.#keeper.stdout]) (pipe as unknown as { unref(): void }).unref();
  }

  /** Starts a server of the order; resolves with its process id when it serves. @throws KafkaStartError */
  async start(id: number): Promise<number> {
    const first = this.#next((report) => report.id === id, START_MS);
    this.#keeper.stdin?.write(`${JSON.stringify({ start: id })}\n`);
    const report = await first;
    if (report?.state === 'ready') return report.pid;
    throw new KafkaStartError(
      report?.log ?? `no word from server ${id} within ${START_MS / 1000} s, or its keeper ended`,
    );
  }

  /** Resolves when the server's process has ended. To be called before the signal is sent. */
  async ended(pid: number): Promise<void> {
    await this.#next((report) => report.state === 'ended' && report.pid === pid, STOP_MS);
  }

  /** Calls `listener` whenever a server's process ends, for whatever reason. */
  onEnded(listener: (id: number, pid: number) => void): void {
    this.#reports.on('report', (report: Report) => report.state === 'ended' && listener(report.id, report.pid));
  }

  /** Ends every server; resolves when they and the keeper have ended and temporary data is gone. */
  async stop(): Promise<void> {
    this.#keeper.stdin?.end();
    const deadline = setTimeout(() => this.#keeper.kill('SIGKILL'), STOP_MS);
    if (this.#keeper.exitCode === null && this.#keeper.signalCode === null) await this.#ended;
    clearTimeout(deadline);
  }

  /**
   * The first matching report; undefined when the keeper ended or the time is up. The timer keeps this process waiting:
   * the pipes do not.
   */
  #next(matches: (report: Report) => boolean, limitMs: number): Promise<Report | undefined> {
    return new Promise((resolve) => {
      const finish = (report?: Report) => {
        clearTimeout(timer);
        this.#reports.off('report', look).off('gone', finish);
        resolve(report);
      };
      const look = (report: Report) => matches(report) && finish(report);
      const timer = setTimeout(finish, limitMs);
      this.#reports.on('report', look).once('gone', finish);
    });
  }
}
