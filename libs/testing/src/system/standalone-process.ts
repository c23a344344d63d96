import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Instant } from '@perennial/kernel/instant';
import { opsParticipant, walk, type Participant, type WalkOptions } from '@perennial/service/sandbox/walker';
import { Edges } from './edges.js';

export interface StandaloneProcessOptions {
  readonly dataDir: string;
  readonly portOffset: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Arguments of node itself, such as --cpu-prof. */
  readonly nodeArguments?: readonly string[];
}

const MAIN = fileURLToPath(new URL('../../../../services/standalone/dist/main.js', import.meta.url));
/** As `npm start` runs it: a larger young generation spares a sixth of the CPU under load. */
const NODE_ARGUMENTS = ['--max-semi-space-size=32'];
const MOST_OUTPUT = 1_000_000;
const SERVING_MS = 60_000;

/** The built standalone as a child process, to be killed. The one who starts it ends it. */
export class StandaloneProcess {
  readonly edges: Edges;
  readonly participants: readonly Participant[];
  /** What it has written so far, the last MB of it. */
  output = '';
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;

  private constructor(
    readonly child: ChildProcess,
    offset: number,
  ) {
    this.edges = new Edges({
      contracts: 50051 + offset,
      scheduling: 50053 + offset,
      delivery: 50054 + offset,
      payments: 50055 + offset,
    });
    this.participants = [9101, 9103, 9104, 9105].map((port) =>
      opsParticipant(String(port), `http://127.0.0.1:${port + offset}`),
    );
    this.exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  }

  /** Resolves when it serves. @throws Error with its output when it ended before. */
  static async start(options: StandaloneProcessOptions): Promise<StandaloneProcess> {
    const { PERENNIAL_TEST_POSTGRES: _shared, ...inherited } = process.env;
    const child = spawn(process.execPath, [...NODE_ARGUMENTS, ...(options.nodeArguments ?? []), MAIN], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...inherited,
        PERENNIAL_SAMPLE: 'none',
        ...options.environment,
        PERENNIAL_DATA: options.dataDir,
        PERENNIAL_PORT_OFFSET: String(options.portOffset),
      },
    });
    const one = new StandaloneProcess(child, options.portOffset);
    const serving = new Promise<void>((resolve) => {
      const read = (chunk: Buffer): void => {
        one.output = (one.output + chunk.toString()).slice(-MOST_OUTPUT);
        if (one.output.includes('Perennial serves')) resolve();
      };
      child.stdout?.on('data', read);
      child.stderr?.on('data', read);
    });
    const outcome = await Promise.race([
      serving.then(() => 'serving' as const),
      one.exited.then(({ code, signal }) => `ended with ${code ?? signal}`),
      sleep(SERVING_MS, `did not serve within ${SERVING_MS} ms`, { ref: false }),
    ]);
    if (outcome === 'serving') return one;
    await one.kill();
    throw new Error(`standalone ${outcome}: ${one.output.slice(-8_000)}`);
  }

  async walkTo(to: Instant, more: Partial<WalkOptions> = {}): Promise<void> {
    await walk(this.participants, { to, pause: (ms) => sleep(ms), ...more });
  }

  /** kill -9, and wait until it is gone. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
    this.edges.close();
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.exited;
    this.edges.close();
  }
}
