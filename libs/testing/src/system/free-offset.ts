import { createServer } from 'node:net';

const PROBED = [8080, 50051, 50053, 50054, 50055, 9101, 9103, 9104, 9105, 9107, 9108];

/** An offset by which all default ports are free on this machine a moment ago. */
export async function freePortOffset(): Promise<number> {
  for (let offset = 200 + (process.pid % 300) * 20; offset < 9_900; offset += 20) {
    const free = await Promise.all(PROBED.map((port) => isFree(port + offset)));
    if (free.every(Boolean)) return offset;
  }
  throw new Error('no range of ports is free');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
