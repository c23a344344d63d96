import { monotonicNow } from '../clock/monotonic.js';

/** What a process runs. */
export interface Runnable {
  stop(): Promise<void>;
  /** For a person at a terminal: what is said when it begins to stop, and when it has. */
  readonly farewell?: { readonly stopping: string; readonly stopped: string };
}

/**
 * One press of Ctrl-C may come twice: from the terminal to its whole process group, and from npm, which passes on what
 * it gets.
 */
const SAME_PRESS_MS = 1_000;

/**
 * Runs a process: starts it, stops it in order on SIGTERM or SIGINT, ends with 1 and the reason when it cannot start. A
 * second SIGINT ends it at once.
 */
export async function runMain(start: () => Promise<Runnable>): Promise<void> {
  try {
    const running = await start();
    let since: number | undefined;
    const stop = (signal: string): void => {
      if (since !== undefined) {
        if (signal === 'SIGINT' && monotonicNow() - since > SAME_PRESS_MS) endAtOnce();
        return;
      }
      since = monotonicNow();
      if (running.farewell) tell(running.farewell.stopping);
      running.stop().then(
        () => {
          if (running.farewell) tell(running.farewell.stopped);
          process.exit(0);
        },
        (error: unknown) => fail(`stopping on ${signal}`, error),
      );
    };
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(signal));
  } catch (error) {
    fail('starting', error);
  }
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** As after a kill: whatever was under way is taken up again at the next start. */
function endAtOnce(): never {
  process.stderr.write('stopped at once, not in order: what was under way is taken up at the next start\n');
  process.exit(130);
}

function fail(doing: string, error: unknown): never {
  process.stderr.write(`${doing} failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
