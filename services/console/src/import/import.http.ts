import { Readable } from 'node:stream';
import {
  ImportCsvResponse,
  ImportFilesResponse,
  type ImportCsvRequest,
  type ImportFilesRequest,
} from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { bidi, clientStream } from '@perennial/service/grpc/client';
import { exchange } from '@perennial/service/grpc/exchange';
import type { FastifyInstance } from 'fastify';
import { XLSX } from '../api/file-type.js';
import type { Peers } from '../api/peers.client.js';
import { toProblem } from '../api/problem.js';
import { importOptions, type ImportQuery } from './import-options.js';

/** An answer line by line, while the file is read: every refused row, however many there are. */
const LINES = 'application/x-ndjson';

/**
 * Files over HTTP, of any length: they go on to contracts as they come. `http` takes text/csv and XLSX, which no HTML
 * form of another site can send.
 */
export function registerImports(http: FastifyInstance, { erpSync }: Peers): void {
  // JSON and text would come as a whole, and a text/plain form can be sent by any site.
  http.removeAllContentTypeParsers();
  http.addContentTypeParser(['text/csv', XLSX], (_request, payload, done) => done(null, payload));
  http.post<{ Params: { kind: string }; Querystring: ImportQuery }>(
    '/api/v1/imports/:kind',
    async ({ params: { kind }, query, headers, body }, reply) => {
      const file = { kind, ...importOptions(query, headers['content-type']) };
      const bytes = body as Readable | undefined;
      try {
        if (!headers.accept?.includes(LINES))
          return ImportCsvResponse.toJSON(await clientStream(erpSync, 'importCsv', csvRequests(file, bytes)));
        const answers = exchange<ImportFilesRequest, ImportFilesResponse>(
          bidi(erpSync, 'importFiles'),
          fileRequests(file, bytes),
        );
        // A file that is none is answered with its problem; later there is only the end of the lines to say it in.
        const first = await answers.next();
        return await reply.type(LINES).send(Readable.from(lines(first, answers)));
      } finally {
        // What is left of a refused file is read and dropped: cut off in the middle, its sender would not see why.
        bytes?.resume();
      }
    },
  );
}

async function* lines(
  first: IteratorResult<ImportFilesResponse>,
  answers: AsyncGenerator<ImportFilesResponse>,
): AsyncGenerator<string> {
  try {
    for (let next = first; !next.done; next = await answers.next())
      yield `${JSON.stringify(ImportFilesResponse.toJSON(next.value))}\n`;
  } catch (error) {
    yield `${JSON.stringify({ problem: toProblem(error) })}\n`;
  }
}

/** What the file is comes first, by itself: an empty file has no chunk to carry it. */
async function* csvRequests(
  file: Omit<ImportCsvRequest, 'chunk'>,
  body: Readable | undefined,
): AsyncGenerator<ImportCsvRequest> {
  yield { ...file, chunk: Buffer.alloc(0) };
  for await (const chunk of chunksOf(body)) yield { kind: '', system: '', chunk, options: undefined };
}

async function* fileRequests(
  file: Omit<ImportCsvRequest, 'chunk'>,
  body: Readable | undefined,
): AsyncGenerator<ImportFilesRequest> {
  yield { file };
  for await (const chunk of chunksOf(body)) yield { chunk };
}

async function* chunksOf(body: Readable | undefined): AsyncGenerator<Buffer> {
  if (body) yield* body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
}
