import { createServer } from 'node:net';
import { isFree } from './free-port.js';

const PROBED = [8080, 50051, 50053, 50054, 50055, 9101, 9103, 9104, 9105, 9107, 9108];
/**
 * Moves every default port out of those that Linux hands to outgoing connections (32768 to 60999), gRPC above and the
 * others below.
 */
const FIRST = 10_960;
const STEP = 20;
const STEPS = 200;

/** The highest port that the largest offset gives a system of so many replicas. */
export function highestPort(replicas: number): number {
  const low = PROBED.filter((port) => port < FIRST);
  return Math.max(...low) + FIRST + (STEPS - 1) * STEP + (replicas - 1) * REPLICA_STEP;
}

/** Between the ports of one replica and those of the next. */
export const REPLICA_STEP = 100;

/** A port that no service has by any offset: whoever listens there has the range, as long as its process lives. */
const CLAIM = 9_110;

/** Takes the range of an offset for this process. Another process that looks at the same moment gets none of it. */
async function claim(offset: number, replicas: number): Promise<boolean> {
  const ports = Array.from({ length: replicas }, (_, replica) => CLAIM + offset + replica * REPLICA_STEP);
  const servers = ports.map(() => createServer().unref());
  const taken = await Promise.all(
    servers.map(
      (server, n) =>
        new Promise<boolean>((resolve) => {
          server.once('error', () => resolve(false));
          server.listen(ports[n], '127.0.0.1', () => resolve(true));
        }),
    ),
  );
  if (taken.every(Boolean)) return true;
  for (const [n, server] of servers.entries()) if (taken[n]) server.close();
  return false;
}

/**
 * An offset by which all default ports, of as many replicas, are free on this machine and safe from outgoing
 * connections. No other process gets it before this one ends.
 */
export async function freePortOffset(replicas = 1): Promise<number> {
  const probed = Array.from({ length: replicas }, (_, replica) =>
    PROBED.map((port) => port + replica * REPLICA_STEP),
  ).flat();
  for (let tried = 0; tried < STEPS; tried += 1) {
    const offset = FIRST + ((process.pid + tried) % STEPS) * STEP;
    if (!(await claim(offset, replicas))) continue;
    const free = await Promise.all(probed.map((port) => isFree(port + offset)));
    if (free.every(Boolean)) return offset;
  }
  throw new Error('no range of ports is free');
}
