import {
  ErpSyncServiceService,
  type ImportCsvResponse,
  type ImportedFile,
  type ImportFilesRequest,
  type ImportFilesResponse,
} from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { bidi, clientStream, type Peer } from '@perennial/service/grpc/client';
import { exchange } from '@perennial/service/grpc/exchange';

type Erp = Peer<typeof ErpSyncServiceService>;

/** A file and its bytes. */
export interface SentFile extends ImportedFile {
  readonly bytes: Buffer;
}

/** Sends one CSV file of the system `csv`. */
export async function sendCsv(
  erp: Erp,
  kind: string,
  text: string | Buffer,
  chunkBytes = 60_000,
): Promise<ImportCsvResponse> {
  const bytes = Buffer.from(text);
  async function* requests() {
    yield { kind, system: 'csv', chunk: Buffer.alloc(0), options: undefined };
    for (const chunk of cut(bytes, chunkBytes)) yield { kind: '', system: '', chunk, options: undefined };
  }
  return await clientStream(erp, 'importCsv', requests());
}

/** Sends files in one call. @returns all answers */
export async function sendFiles(erp: Erp, files: readonly SentFile[]): Promise<ImportFilesResponse[]> {
  async function* requests(): AsyncGenerator<ImportFilesRequest> {
    for (const { bytes, ...file } of files) {
      yield { file };
      for (const chunk of cut(bytes, 60_000)) yield { chunk };
    }
  }
  const answers: ImportFilesResponse[] = [];
  for await (const answer of exchange(bidi(erp, 'importFiles'), requests()))
    answers.push(answer as ImportFilesResponse);
  return answers;
}

function cut(bytes: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}
