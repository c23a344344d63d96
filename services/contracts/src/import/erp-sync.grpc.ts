import { once } from 'node:events';
import { Controller, Inject } from '@nestjs/common';
import { GrpcStreamCall } from '@nestjs/microservices';
import type { sendUnaryData, ServerDuplexStream, ServerReadableStream } from '@grpc/grpc-js';
import type {
  ImportCsvRequest,
  ImportCsvResponse,
  SyncRequest,
  SyncResponse,
} from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { DomainError } from '@perennial/kernel/violation';
import { toGrpcError } from '@perennial/service/grpc/error-status';
import { LOGGER, type Logger } from '@perennial/service/log/logger';
import { ImportCsv } from './import-csv.js';
import { ImportRecords } from './import-records.js';
import { Intake } from './intake.js';
import { NO_RECORD, recordOf, syncResponse } from './sync-message.js';

/** What has arrived is taken together: up to 500 records, or what came within 5 ms. */
const BATCH = { size: 500, lingerMs: 5 };

/** The ERP's way in. Stream handlers answer their own errors: Nest has no filter around a pass-through stream. */
@Controller()
export class ErpSyncGrpc {
  constructor(
    private readonly importRecords: ImportRecords,
    private readonly importCsv: ImportCsv,
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
  async importCsvFile(
    call: ServerReadableStream<ImportCsvRequest, ImportCsvResponse>,
    callback: sendUnaryData<ImportCsvResponse>,
  ): Promise<void> {
    // grpc-js tells of a client that went away in the middle of its stream by this event alone; reading would wait for
    // ever.
    call.once('cancelled', () => call.destroy(new DomainError('SENDER_GONE', 'the sender went away')));
    try {
      callback(null, await this.importCsv.execute(call));
    } catch (error) {
      call.resume();
      callback(this.#failure(error));
    }
  }

  async #answer(batch: readonly SyncRequest[]): Promise<SyncResponse[]> {
    const records = batch.map(recordOf);
    const outcomes = await this.importRecords.execute(records.filter((record) => record !== null));
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
