import type { ClusterOptions } from './cluster-options.js';
import type { ProcessName } from './cluster-ports.js';
import { KeepRunning } from './keep-running.js';
import { logLine } from './log-line.js';
import { processSettings, type ClusterPlan } from './process-settings.js';
import { ServiceProcess } from './service-process.js';
import { Watchdog } from '@perennial/processes/watchdog';

/**
 * As `npm start` runs services: a larger young generation spares a sixth of the CPU under load. The warning is
 * kafkajs's, on Node 24, and harmless.
 */
const NODE_ARGUMENTS = ['--max-semi-space-size=32', '--disable-warning=TimeoutNegativeWarning'];

/** All processes of a cluster, watched so that none outlives this one. */
export class ProcessPool {
  readonly #processes: ServiceProcess[] = [];
  readonly #watchdog: Watchdog;
  readonly #closing = new AbortController();
  /** While the cluster starts, an end is a failed start and not to be repeated. */
  #serving = false;

  constructor(
    private readonly options: ClusterOptions,
    private readonly say: (line: string) => void,
  ) {
    this.#watchdog = new Watchdog(() =>
      say('!!! the watchdog is gone: if this process is killed now, its services live on'),
    );
  }

  get all(): readonly ServiceProcess[] {
    return this.#processes;
  }

  /** From now on what ends by itself is started again, where that was asked for. */
  serve(): void {
    this.#serving = true;
  }

  /**
   * Starts one and waits until it is ready. @throws Error with its last lines when it does not become so; then it is
   * gone.
   */
  async add(
    plan: ClusterPlan,
    name: ProcessName,
    replica: number,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<ServiceProcess> {
    const title = `${name}.${replica}`;
    const settings = processSettings(plan, name, replica);
    const keep = new KeepRunning(() => process.start(), this.say, this.#closing.signal);
    const process = new ServiceProcess({
      name,
      replica,
      ...settings,
      environment: { ...settings.environment, ...environment },
      nodeArguments: [...NODE_ARGUMENTS, ...(this.options.nodeArguments ?? [])],
      watchdog: this.#watchdog,
      onLine: (line) => this.options.log?.(logLine(title, line, this.options.style ?? { colour: false })),
      onEnd: ({ code, signal }, told) => {
        if (told || this.#closing.signal.aborted) return;
        this.say(`!!! ${title} ended with ${code ?? signal}`);
        if (this.options.restart && this.#serving) void keep.ended(title);
      },
    });
    this.#processes.push(process);
    process.start();
    try {
      await process.ready();
      return process;
    } catch (error) {
      await this.remove(process);
      throw error;
    }
  }

  /** Stops one in order and forgets it. */
  async remove(process: ServiceProcess): Promise<void> {
    await this.#end(process);
    const at = this.#processes.indexOf(process);
    if (at >= 0) this.#processes.splice(at, 1);
  }

  /** Stops all in order, the outside world first so that nothing new comes in, the mail catcher last. */
  async stop(): Promise<void> {
    this.#closing.abort();
    const wave = (...names: ProcessName[]) =>
      Promise.all(this.#processes.filter(({ name }) => names.includes(name)).map((process) => this.#end(process)));
    await wave('feeder', 'console');
    await wave('contracts', 'scheduling', 'delivery', 'payments');
    await wave('catcher');
    await this.#watchdog.stop();
  }

  async #end(process: ServiceProcess): Promise<void> {
    if (!process.running) return;
    process.resume();
    const { code, signal } = await process.terminate();
    if (code !== 0) this.say(`!!! ${process.name}.${process.replica} did not stop in order: ${code ?? signal}`);
  }
}
