import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Above those that a whole system takes by its offset (free-offset.ts): a broker that starts in the same minute must
 * not take one of them between look and use.
 */
export const FIRST_SINGLE_PORT = 25_000;
/**
 * Below the ports that systems hand to outgoing connections (from 32768 on Linux, 49152 elsewhere), which could take
 * one between look and use.
 */
const LAST = 32_000;
const TRIES = 200;

/**
 * A TCP port of 127.0.0.1 that was free a moment ago and that no outgoing connection can take. @throws Error when none
 * is found.
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = randomInt(FIRST_SINGLE_PORT, LAST);
    if (await isFree(port)) return port;
  }
  throw new Error(`no port between ${FIRST_SINGLE_PORT} and ${LAST} is free`);
}

/** Whether nobody listens on the port of 127.0.0.1 at this moment. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
