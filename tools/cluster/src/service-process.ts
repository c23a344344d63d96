import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessName } from './cluster-ports.js';
import type { Watchdog } from '@perennial/processes/watchdog';

export interface ServiceProcessOptions {
  readonly name: ProcessName;
  readonly replica: number;
  /** What node runs, and arguments of node itself. */
  readonly main: string;
  readonly nodeArguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly opsUrl: string;
  /** Empty for a process that serves no gRPC. */
  readonly grpcAddress: string;
  /** Answers 200 when the process is ready. */
  readonly readyUrl: string;
  readonly watchdog: Watchdog;
  /** Told of each line of its output, and of each end. `told`: it was asked to end through this object. */
  readonly onLine: (line: string) => void;
  readonly onEnd: (end: ProcessEnd, told: boolean) => void;
}

export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const MOST_OUTPUT = 1_000_000;
const READY_MS = 90_000;
const ASK_MS = 50;
const TERMINATE_MS = 30_000;

/** One process of a cluster: started, stopped in order, killed, frozen, started again. */
export class ServiceProcess {
  #child: ChildProcess | undefined;
  #exited: Promise<ProcessEnd> = Promise.resolve({ code: null, signal: null });
  #output = '';
  #told = false;

  constructor(private readonly options: ServiceProcessOptions) {}

  get name(): ProcessName {
    return this.options.name;
  }

  get replica(): number {
    return this.options.replica;
  }

  get opsUrl(): string {
    return this.options.opsUrl;
  }

  get grpcAddress(): string {
    return this.options.grpcAddress;
  }

  /** Of the run in hand, or the last one. */
  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get running(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** What it has written in all its runs, the last MB of it. */
  get output(): string {
    return this.#output;
  }

  /** How the run in hand ends, or the last one ended. */
  get exited(): Promise<ProcessEnd> {
    return this.#exited;
  }

  /**
   * Runs it, again if it ran before; `ready` waits for it. @param environment beside its own settings, for this run
   * only.
   */
  start(environment: Readonly<Record<string, string>> = {}): void {
    if (this.running) throw new Error(`${this.#title} runs already as process ${this.pid}`);
    const { main, nodeArguments, watchdog, onLine, onEnd } = this.options;
    this.#told = false;
    // Detached: a session of its own, so that Ctrl-C does not reach it before the cluster stops everything in order.
    const child = spawn(process.execPath, [...nodeArguments, main], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env: { ...basics(), ...this.options.environment, ...environment },
    });
    if (child.pid) watchdog.watch(child.pid);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        this.#output = `${this.#output}${line}\n`.slice(-MOST_OUTPUT);
        onLine(line);
      });
    }
    this.#child = child;
    this.#exited = new Promise((resolve) => {
      child.once('error', (error) => (this.#output += `${error.message}\n`));
      child.once('close', (code, signal) => {
        if (child.pid) watchdog.forget(child.pid);
        resolve({ code, signal });
        onEnd({ code, signal }, this.#told);
      });
    });
  }

  /** Resolves when it is ready. @throws Error with its last lines when it ended or did not become ready in time. */
  async ready(): Promise<void> {
    let ended: ProcessEnd | undefined;
    void this.#exited.then((end) => (ended = end));
    const deadline = performance.now() + READY_MS;
    let reason = '';
    while (!ended && performance.now() < deadline) {
      reason = await this.#unready();
      if (reason === '') return;
      await sleep(ASK_MS);
    }
    throw new Error(
      `${this.#title} ${ended ? `ended with ${ended.code ?? ended.signal}` : `is not ready: ${reason}`}\n${this.#output.slice(-4_000)}`,
    );
  }

  /** kill -9, and wait until it is gone. */
  async kill(): Promise<void> {
    this.#signal('SIGKILL');
    await this.#exited;
  }

  /** SIGTERM, and wait until it is gone. One that does not end in time is killed; the answer tells. */
  async terminate(limitMs = TERMINATE_MS): Promise<ProcessEnd> {
    this.#signal('SIGTERM');
    const timer = setTimeout(() => this.#signal('SIGKILL'), limitMs);
    return await this.#exited.finally(() => clearTimeout(timer));
  }

  /** SIGSTOP: it lives and does nothing. */
  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  get #title(): string {
    return `${this.name}.${this.replica}`;
  }

  #signal(signal: NodeJS.Signals): void {
    this.#told = true;
    this.#child?.kill(signal);
  }

  /** @returns why it is not ready, or nothing. */
  async #unready(): Promise<string> {
    try {
      const answer = await fetch(this.options.readyUrl, { signal: AbortSignal.timeout(5_000) });
      const text = await answer.text();
      return answer.ok ? '' : text;
    } catch (error) {
      return String((error as Error).cause ?? error);
    }
  }
}

/** What node needs of this process's environment. Settings do not leak through: a service gets its own and no other. */
function basics(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'SYSTEMROOT', 'NODE_NO_WARNINGS'].map(
    (name) => [name, process.env[name]] as const,
  );
  return Object.fromEntries(kept.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
