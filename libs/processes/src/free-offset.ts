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

/**
 * An offset by which all default ports, of as many replicas, were free on this machine a moment ago and are safe from
 * outgoing connections.
 */
export async function freePortOffset(replicas = 1): Promise<number> {
  const probed = Array.from({ length: replicas }, (_, replica) =>
    PROBED.map((port) => port + replica * REPLICA_STEP),
  ).flat();
  for (let tried = 0; tried < STEPS; tried += 1) {
    const offset = FIRST + ((process.pid + tried) % STEPS) * STEP;
    const free = await Promise.all(probed.map((port) => isFree(port + offset)));
    if (free.every(Boolean)) return offset;
  }
  throw new Error('no range of ports is free');
}
