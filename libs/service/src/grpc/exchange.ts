import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ClientDuplexStream, ServiceError } from '@grpc/grpc-js';
import { toDomainError } from './client.js';

/**
 * Sends all of `requests` over a stream in both directions, no faster than they are taken, and yields the answers as
 * they come: `exchange(bidi(erpSync, 'importFiles'), requests)`. Whoever stops listening ends the call.
 * @throws DomainError with the callee's stable reason and fields, PEER_UNAVAILABLE, or what `requests` throws.
 */
export async function* exchange<Request, Response>(
  call: ClientDuplexStream<Request, Response>,
  requests: AsyncIterable<Request>,
): AsyncGenerator<Response> {
  const source = Readable.from(requests);
  // What breaks the sending breaks the answers too, and is thrown there.
  const sent = Promise.allSettled([pipeline(source, call as unknown as NodeJS.WritableStream)]);
  try {
    for await (const answer of call as AsyncIterable<Response>) yield answer;
  } catch (error) {
    if (source.errored) throw source.errored;
    throw isServiceError(error) ? toDomainError(error) : error;
  } finally {
    call.cancel();
    source.destroy();
    await sent;
  }
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && 'metadata' in error;
}
