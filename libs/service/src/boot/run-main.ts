/**
 * Runs a process of one service: starts it, stops it in order on SIGTERM or SIGINT, ends with 1 and the reason when it
 * cannot start.
 */
export async function runMain(start: () => Promise<{ stop(): Promise<void> }>): Promise<void> {
  try {
    const running = await start();
    const stop = (signal: string): void => {
      running.stop().then(
        () => process.exit(0),
        (error: unknown) => fail(`stopping on ${signal}`, error),
      );
    };
    process.once('SIGTERM', () => stop('SIGTERM'));
    process.once('SIGINT', () => stop('SIGINT'));
  } catch (error) {
    fail('starting', error);
  }
}

function fail(doing: string, error: unknown): never {
  process.stderr.write(`${doing} failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
