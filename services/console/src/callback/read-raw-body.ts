import type { FastifyInstance } from 'fastify';
import type { IncomingMessage } from 'node:http';

export interface BodyLimits {
  readonly bytes: number;
  /** From the first byte to the last. */
  readonly ms: number;
}

/** What providers send is small, and comes from machines that are near: what is not is no report. */
export const CALLBACK_LIMITS: BodyLimits = { bytes: 1024 * 1024, ms: 10_000 };

/**
 * Bodies of any type reach the routes of `http` byte for byte, unread: only the service that owns the provider can tell
 * what they are. One that is longer is answered 413, one that comes too slowly 408; nobody waits for the rest of it.
 */
export function readRawBodies(http: FastifyInstance, limits: BodyLimits): void {
  http.removeAllContentTypeParsers();
  http.addContentTypeParser('*', (_request, payload, done) => {
    readAll(payload, limits).then(
      (body) => done(null, body),
      (error: unknown) => done(error as Error),
    );
  });
}

function readAll(payload: IncomingMessage, { bytes, ms }: BodyLimits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const end = (then: () => void): void => {
      clearTimeout(timer);
      payload.removeListener('data', onData);
      then();
    };
    const refuse = (statusCode: number, message: string): void =>
      end(() => {
        payload.pause();
        reject(Object.assign(new Error(message), { statusCode, cuts: true }));
      });
    const timer = setTimeout(() => refuse(408, `a body comes within ${ms} ms`), ms);
    const onData = (chunk: Buffer): void => {
      length += chunk.length;
      if (length > bytes) return refuse(413, `a body has at most ${bytes} bytes`);
      chunks.push(chunk);
    };
    payload.on('data', onData);
    payload.once('end', () => end(() => resolve(Buffer.concat(chunks))));
    payload.once('error', (error) => end(() => reject(error)));
    payload.once('close', () => end(() => reject(Object.assign(new Error('the body broke off'), { statusCode: 400 }))));
  });
}
