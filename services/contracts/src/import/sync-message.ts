import { violation } from '@perennial/kernel/violation';
import { SyncStatus, type SyncRequest, type SyncResponse } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import type { ImportOutcome, ImportRecord } from './import-record.js';
import { IMPORT_KINDS } from './record-kinds.js';

/** The record in a request; null when it carries none. */
export function recordOf(request: SyncRequest): ImportRecord | null {
  const kind = IMPORT_KINDS.find((known) => request[known] !== undefined);
  return kind ? ({ kind, record: request[kind] } as ImportRecord) : null;
}

export const NO_RECORD: ImportOutcome = {
  status: 'REJECTED',
  violations: [violation('record', 'required', 'a request carries one record')],
};

export function syncResponse(sequence: bigint, outcome: ImportOutcome): SyncResponse {
  const status = `SYNC_STATUS_${outcome.status}` as SyncStatus;
  return outcome.status === 'REJECTED'
    ? { sequence, status, id: '', violations: outcome.violations.map((broken) => ({ ...broken })), notes: [] }
    : { sequence, status, id: outcome.id, violations: [], notes: (outcome.notes ?? []).map((note) => ({ ...note })) };
}
