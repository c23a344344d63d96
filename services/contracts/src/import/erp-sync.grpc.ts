import { once } from 'node:events';
import { Controller, Inject } from '@nestjs/common';
import { GrpcStreamCall } from '@nestjs/microservices';
import type { sendUnaryData, ServerDuplexStream, ServerReadableStream } from '@grpc/grpc-js';
import type {
  ImportCsvRequest,
  ImportCsvResponse,
  ImportFilesRequest,
  ImportFilesResponse,
  SyncRequest,
  SyncResponse,
} from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { DomainError } from '@perennial/kernel/violation';
import { toGrpcError } from '@perennial/service/grpc/error-status';
import { LOGGER, type Logger } from '@perennial/service/log/logger';
import { CsvAnswer } from './file/csv-answer.js';
import { ImportFiles } from './file/import-files.js';
import { incomingCsv, incomingFiles } from './file/incoming-files.js';
import { ReceiveRecords } from './receive-records.js';
import { Intake } from './intake.js';
import { NO_RECORD, recordOf, syncResponse } from './sync-message.js';

/** What has arrived is taken together: up to 500 records, or what came within 5 ms. */
const BATCH = { size: 500, lingerMs: 5 };

/** The ERP's way in. Stream handlers answer their own errors: Nest has no filter around a pass-through stream. */
@Controller()
export class ErpSyncGrpc {
  constructor(
    private readonly receiveRecords: ReceiveRecords,
    private readonly importFiles: ImportFiles,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @GrpcStreamCall('ErpSyncService', 'sync')
  async sync(call: ServerDuplexStream<SyncRequest, SyncResponse>): Promise<void> {
    const closed = new Promise<void>((resolve) => call.once('close', resolve));
    try {
      const intake = new Intake<SyncRequest>(call, BATCH);
      for await (const batch of intake.batches()) {
        const answers = await this.#answer(batch);
        if (intake.gone) return;
        for (const answer of answers) if (!call.write(answer)) await Promise.race([once(call, 'drain'), closed]);
      }
      if (!intake.gone) call.end();
    } catch (error) {
      call.emit('error', this.#failure(error));
    }
  }

  @GrpcStreamCall('ErpSyncService', 'importCsv')
  async importCsv(
    call: ServerReadableStream<ImportCsvRequest, ImportCsvResponse>,
    callback: sendUnaryData<ImportCsvResponse>,
  ): Promise<void> {
    endWithSender(call);
    try {
      const { file, chunks } = await incomingCsv(call);
      const answer = new CsvAnswer();
      const summary = await this.importFiles.begin().take(file, chunks, async (refused) => answer.add(refused));
      callback(null, answer.of(summary));
    } catch (error) {
      call.resume();
      callback(this.#failure(error));
    }
  }

  @GrpcStreamCall('ErpSyncService', 'importFiles')
  async importFileStream(call: ServerDuplexStream<ImportFilesRequest, ImportFilesResponse>): Promise<void> {
    endWithSender(call);
    const closed = new Promise<void>((resolve) => call.once('close', resolve));
    const tell = async (answer: ImportFilesResponse): Promise<void> => {
      if (!call.write(answer)) await Promise.race([once(call, 'drain'), closed]);
    };
    try {
      const files = this.importFiles.begin();
      let file = 0;
      // A stream in both directions would be destroyed, answers and all, with what is read of it.
      const requests = call.iterator({ destroyOnReturn: false }) as AsyncIterable<ImportFilesRequest>;
      for await (const { file: described, chunks } of incomingFiles(requests)) {
        const summary = await files.take(described, chunks, async (rows, counts) => {
          if (rows.length > 0) await tell({ file, refused: { rows: [...rows] } });
          await tell({ file, progress: { rows: counts.rows } });
        });
        await tell({ file, summary });
        file += 1;
      }
      call.end();
    } catch (error) {
      call.resume();
      call.emit('error', this.#failure(error));
    }
  }

  async #answer(batch: readonly SyncRequest[]): Promise<SyncResponse[]> {
    const records = batch.map(recordOf);
    const outcomes = await this.receiveRecords.execute(records.filter((record) => record !== null));
    let next = 0;
    return batch.map(({ sequence }, index) => {
      const outcome = records[index] === null ? NO_RECORD : outcomes[next++];
      return syncResponse(sequence, outcome ?? NO_RECORD);
    });
  }

  #failure(error: unknown) {
    if (!(error instanceof DomainError)) this.logger.error({ err: error }, 'import failed');
    return toGrpcError(error);
  }
}

/** grpc-js tells of a client that went away in the middle of its stream by this event alone: reading would wait. */
function endWithSender(call: ServerReadableStream<unknown, unknown> | ServerDuplexStream<unknown, unknown>): void {
  call.once('cancelled', () => call.destroy(new DomainError('SENDER_GONE', 'the sender went away')));
}
