import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

// Plain JavaScript outside src and dist: the same file serves the built tree and tests that run from source.
const WATCHDOG = fileURLToPath(new URL('../bin/watchdog.mjs', import.meta.url));

/** Kills processes of ours that outlive this one; see bin/watchdog.mjs. */
export class Watchdog {
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;

  /** @param onLost told when the watchdog itself ended too early. */
  constructor(onLost: () => void) {
    // A session of its own, so that neither Ctrl-C nor a kill of our process group takes it away.
    this.#child = spawn(process.execPath, [WATCHDOG], {
      stdio: ['pipe', 'ignore', 'inherit'],
      detached: true,
      cwd: '/',
    });
    this.#child.stdin?.on('error', onLost);
    this.#exited = new Promise((resolve) => this.#child.once('exit', () => resolve()));
  }

  watch(pid: number): void {
    this.#child.stdin?.write(`+${pid}\n`);
  }

  forget(pid: number): void {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.stdin?.write(`-${pid}\n`);
  }

  /** Kills what is still watched. */
  async stop(): Promise<void> {
    this.#child.stdin?.end();
    await this.#exited;
  }
}
