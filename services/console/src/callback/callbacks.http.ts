import { unary } from '@perennial/service/grpc/client';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Peers } from '../api/peers.client.js';
import { toProblem } from '../api/problem.js';
import { readRawBodies, CALLBACK_LIMITS, type BodyLimits } from './read-raw-body.js';

const DEADLINE_MS = 5_000;
const MOST_HEADERS = 100;

type OfProvider = { Params: { provider: string } };

/**
 * What providers report goes on to delivery as it came, and is answered as the provider wants it answered. Nothing is
 * believed here: there is no session that another site could use, and what is not signed by the provider is refused
 * where that can be told. While delivery does not answer it is a 503, and the provider comes again.
 */
export function registerCallbacks(
  http: FastifyInstance,
  { evidence }: Peers,
  onError: (error: unknown) => void,
  limits: BodyLimits = CALLBACK_LIMITS,
): void {
  readRawBodies(http, limits);
  http.setErrorHandler<Error>(async (error, _request, reply) => {
    const problem = toProblem(error);
    if (problem.status >= 500) onError(error);
    // What is left of a body is not read: the connection ends with the answer.
    if ((error as { cuts?: true }).cuts) void reply.header('connection', 'close');
    return await reply.status(problem.status).type('application/problem+json').send(problem);
  });
  for (const url of ['/webhooks/:provider', '/webhooks/:provider/*'])
    http.route<OfProvider>({
      method: ['GET', 'HEAD', 'POST'],
      url,
      handler: async (request, reply) => {
        const answer = await unary(evidence, 'takeCallback', callbackOf(request), DEADLINE_MS);
        return await reply
          .status(answer.status)
          .header('x-content-type-options', 'nosniff')
          .header('content-type', answer.contentType)
          .send(Buffer.from(answer.body));
      },
    });
}

function callbackOf({ method, params, raw, body }: FastifyRequest<OfProvider>) {
  const { rawHeaders, url } = raw;
  const headers = Array.from({ length: Math.min(rawHeaders.length / 2, MOST_HEADERS) }, (_, n) => ({
    name: rawHeaders[2 * n] ?? '',
    value: rawHeaders[2 * n + 1] ?? '',
  }));
  return {
    provider: params.provider,
    method,
    target: url ?? '',
    headers,
    body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
  };
}
