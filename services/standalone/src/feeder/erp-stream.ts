import {
  ErpSyncServiceService,
  type SyncRequest,
  type SyncResponse,
} from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { bidi, type Peer } from '@perennial/service/grpc/client';

export interface SyncReport {
  readonly rows: number;
  readonly taken: number;
  readonly unchanged: number;
  readonly stale: number;
  readonly refused: readonly { readonly record: Omit<SyncRequest, 'sequence'>; readonly reasons: readonly string[] }[];
  /** Perennial's id of each record that was not refused, in the order of the records. */
  readonly ids: readonly string[];
}

/** Streams records through ErpSync, the edge that a real ERP uses, and waits for the answer to each. */
export async function streamRecords(
  peer: Peer<typeof ErpSyncServiceService>,
  records: readonly Omit<SyncRequest, 'sequence'>[],
): Promise<SyncReport> {
  const answers = await exchange(peer, records);
  const count = (status: SyncResponse['status']): number => answers.filter((answer) => answer.status === status).length;
  return {
    rows: records.length,
    taken: count('SYNC_STATUS_TAKEN' as SyncResponse['status']),
    unchanged: count('SYNC_STATUS_UNCHANGED' as SyncResponse['status']),
    stale: count('SYNC_STATUS_STALE' as SyncResponse['status']),
    refused: answers.flatMap((answer, i) =>
      answer.violations.length === 0
        ? []
        : [{ record: records[i] as SyncRequest, reasons: answer.violations.map((v) => `${v.field}: ${v.message}`) }],
    ),
    ids: answers.map((answer) => answer.id),
  };
}

function exchange(
  peer: Peer<typeof ErpSyncServiceService>,
  records: readonly Omit<SyncRequest, 'sequence'>[],
): Promise<SyncResponse[]> {
  return new Promise((resolve, reject) => {
    const answers: SyncResponse[] = [];
    const stream = bidi(peer, 'sync');
    stream.on('data', (answer: SyncResponse) => answers.push(answer));
    stream.on('error', reject);
    stream.on('end', () => {
      if (answers.length === records.length) resolve(answers);
      else reject(new Error(`${records.length} records were sent and ${answers.length} answered`));
    });
    send(stream, records).catch(reject);
  });
}

async function send(
  stream: ReturnType<typeof bidi<typeof ErpSyncServiceService, 'sync'>>,
  records: readonly Omit<SyncRequest, 'sequence'>[],
): Promise<void> {
  for (const [i, record] of records.entries()) {
    if (!stream.write({ sequence: BigInt(i), ...record }))
      await new Promise((resolve) => stream.once('drain', resolve));
  }
  stream.end();
}
