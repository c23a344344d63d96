import type { Logger } from '@perennial/service/log/logger';

/** A peer's answer, or undefined with a line in the log: the caller has a way to go on without it. */
export async function answerOf<T>(call: Promise<T>, name: string, logger: Logger): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    logger.warn({ err: error, call: name }, 'a peer did not answer');
    return undefined;
  }
}
