import type { Readable } from 'node:stream';
import { ImportCsvResponse, type ImportCsvRequest } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { clientStream } from '@perennial/service/grpc/client';
import type { FastifyInstance } from 'fastify';
import type { Peers } from '../api/peers.client.js';
import { importOptions, type ImportQuery } from './import-options.js';

/**
 * CSV files over HTTP, of any length: they go on to contracts as they come. `http` takes text/csv, which no HTML form
 * of another site can send.
 */
export function registerImports(http: FastifyInstance, { erpSync }: Peers): void {
  http.addContentTypeParser('text/csv', (_request, payload, done) => done(null, payload));
  http.post<{ Params: { kind: string }; Querystring: ImportQuery }>(
    '/api/v1/imports/:kind',
    async ({ params: { kind }, query, headers, body }) => {
      const described = { kind, ...importOptions(query, headers['content-type']) };
      const file = body as Readable | undefined;
      try {
        return ImportCsvResponse.toJSON(await clientStream(erpSync, 'importCsv', chunksOf(described, file)));
      } finally {
        // What is left of a refused file is read and dropped: cut off in the middle, its sender would not see why.
        file?.resume();
      }
    },
  );
}

/** What the file is comes first, by itself: an empty file has no chunk to carry it. */
async function* chunksOf(
  file: Omit<ImportCsvRequest, 'chunk'>,
  body: Readable | undefined,
): AsyncGenerator<ImportCsvRequest> {
  yield { ...file, chunk: Buffer.alloc(0) };
  if (!body) return;
  for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>)
    yield { kind: '', system: '', chunk, options: undefined };
}
