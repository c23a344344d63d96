import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** What the keeper is told to run: see bin/keeper.mjs. */
export interface KeeperOrder {
  readonly ownerPid: number;
  readonly command: string;
  readonly args: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
  readonly dataDir: string;
  readonly logFile: string;
}

/** The server did not come up; `log` is what it wrote meanwhile. */
export class ServerStartError extends Error {
  constructor(
    readonly dataDir: string,
    readonly log: string,
  ) {
    super(`PostgreSQL did not start on ${dataDir}: ${log.trim() || 'it left no message'}`);
    this.name = 'ServerStartError';
  }
}

// Plain JavaScript outside src and dist: the same file serves the built tree and tests that run from source.
const KEEPER = fileURLToPath(new URL('../../bin/keeper.mjs', import.meta.url));

type Report = { state: 'ready'; pid: number } | { state: 'failed'; log: string };

/** A running server with its keeper. */
export class KeeperProcess {
  private constructor(
    readonly postmasterPid: number,
    private readonly keeper: ChildProcess,
    private readonly ended: Promise<void>,
  ) {}

  /** Starts the keeper and resolves when the server accepts connections. Throws ServerStartError. */
  static async start(order: KeeperOrder): Promise<KeeperProcess> {
    // Detached: a session of its own, so that Ctrl-C or a kill of our process group does not reach the database before
    // we do.
    const keeper = spawn(process.execPath, [KEEPER, JSON.stringify(order)], {
      stdio: ['pipe', 'pipe', 'inherit'],
      detached: true,
      cwd: '/',
    });
    const ended = new Promise<void>((resolve) => keeper.once('exit', () => resolve()));
    const report = await firstReport(keeper, ended);
    if (report.state === 'failed') {
      await ended;
      throw new ServerStartError(order.dataDir, report.log);
    }
    keeper.unref();
    for (const pipe of [keeper.stdin, keeper.stdout]) (pipe as unknown as { unref(): void }).unref();
    return new KeeperProcess(report.pid, keeper, ended);
  }

  /** Whether the keeper still watches the server. */
  get running(): boolean {
    return this.keeper.exitCode === null && this.keeper.signalCode === null;
  }

  /** Calls `listener` when the keeper, and with it normally the server, has ended. */
  onEnd(listener: () => void): void {
    this.keeper.once('exit', listener);
  }

  /** Asks for a fast shutdown and waits until the server has ended. */
  async stop(): Promise<void> {
    this.keeper.ref();
    this.keeper.stdin?.end();
    await this.ended;
  }
}

async function firstReport(keeper: ChildProcess, ended: Promise<void>): Promise<Report> {
  if (!keeper.stdout) throw new Error('the keeper has no standard output');
  const lines = createInterface({ input: keeper.stdout });
  const line = new Promise<Report>((resolve) => lines.once('line', (text) => resolve(JSON.parse(text) as Report)));
  return Promise.race([line, ended.then((): Report => ({ state: 'failed', log: 'its keeper ended early' }))]);
}
