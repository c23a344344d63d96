import { createReadStream } from 'node:fs';
import type {
  ErpSyncServiceService,
  ImportFilesRequest,
  ImportFilesResponse,
} from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { bidi, type Peer } from '@perennial/service/grpc/client';
import { exchange } from '@perennial/service/grpc/exchange';
import type { Arguments } from './read-arguments.js';

/** Sends the files, one after the other in one call, no faster than they are taken. */
export function sendFiles(
  erp: Peer<typeof ErpSyncServiceService>,
  { files, system, options }: Arguments,
): AsyncGenerator<ImportFilesResponse> {
  async function* requests(): AsyncGenerator<ImportFilesRequest> {
    for (const { kind, path } of files) {
      yield { file: { kind, system, options } };
      for await (const chunk of createReadStream(path)) yield { chunk: chunk as Buffer };
    }
  }
  return exchange<ImportFilesRequest, ImportFilesResponse>(bidi(erp, 'importFiles'), requests());
}
