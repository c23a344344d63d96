import { PassThrough } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { toProblem } from '../api/problem.js';
import type { SandboxWalk } from './walk-clock.js';

/**
 * The sandbox clock over HTTP: GET tells the time and the progress of a walk, POST walks and answers when all is done
 * (as lines of progress with `Accept: application/x-ndjson`), DELETE cancels the walk at its next stop.
 */
export function registerClock(http: FastifyInstance, sandbox: SandboxWalk): void {
  http.get('/sandbox/clock', () => sandbox.progress());
  http.delete('/sandbox/clock', async () => {
    sandbox.cancel();
    return await sandbox.progress();
  });
  http.post('/sandbox/clock', async (request, reply) => {
    if (request.headers.accept !== 'application/x-ndjson') return await sandbox.run(request.body);
    const lines = new PassThrough();
    const write = (value: unknown): void => void lines.write(`${JSON.stringify(value)}\n`);
    sandbox
      .run(request.body, write)
      .then(write, (error: unknown) => write(toProblem(error)))
      .finally(() => lines.end());
    return await reply.header('content-type', 'application/x-ndjson').send(lines);
  });
}
