import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SinkAnswer, SinkQuestion } from './sink-process.js';

/**
 * An HTTP provider as RecordingHttpSink speaks it, as light as can be: it keeps keys and times, and answers its
 * parent's questions.
 */
const seen = new Map<string, number>();
const times: number[] = [];
let bytes = 0;
let waiting: { readonly id: number; readonly count: number }[] = [];

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => onRequest(request, chunks, response));
});
server.listen(0, '127.0.0.1', () => answer({ id: 0, value: [(server.address() as AddressInfo).port] }));

process.on('message', (question: SinkQuestion) => {
  if (question.ask === 'reached') waiting.push({ id: question.id, count: question.count });
  else
    answer({
      id: question.id,
      value: question.ask === 'times' ? times : [question.ask === 'count' ? times.length : bytes],
    });
  tell();
});
// The parent may be gone in any way; it takes interrupts and stops this one in order.
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => undefined);

function onRequest(request: IncomingMessage, chunks: readonly Buffer[], response: ServerResponse): void {
  if (request.method === 'GET')
    return lookup(decodeURIComponent((request.url ?? '').slice('/messages/'.length)), response);
  const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
  const { idempotencyKey } = JSON.parse(body.toString('utf8')) as { idempotencyKey: string };
  let number = seen.get(idempotencyKey);
  if (number === undefined) {
    number = seen.size + 1;
    seen.set(idempotencyKey, number);
    times.push(performance.timeOrigin + performance.now());
    bytes += body.length;
    tell();
  }
  reply(response, 202, `{"id":"sink-${number}"}`);
}

function lookup(key: string, response: ServerResponse): void {
  const number = seen.get(key);
  reply(
    response,
    number === undefined ? 404 : 200,
    number === undefined ? '{"error":"no such message"}' : `{"id":"sink-${number}"}`,
  );
}

function reply(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

function tell(): void {
  if (waiting.length === 0) return;
  for (const { id, count } of waiting.filter((one) => one.count <= times.length))
    answer({ id, value: [times[count - 1] ?? 0] });
  waiting = waiting.filter((one) => one.count > times.length);
}

function answer(message: SinkAnswer): void {
  process.send?.(message);
}
