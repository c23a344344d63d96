import { violation } from '@perennial/kernel/violation';
import { SyncStatus, type SyncRequest, type SyncResponse } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import type { ImportOutcome, ImportRecord } from './import-record.js';

/** The record in a request; null when it carries none. */
export function recordOf({ owner, customer, contact, contract }: SyncRequest): ImportRecord | null {
  if (owner) return { kind: 'owner', record: owner };
  if (customer) return { kind: 'customer', record: customer };
  if (contact) return { kind: 'contact', record: contact };
  return contract ? { kind: 'contract', record: contract } : null;
}

export const NO_RECORD: ImportOutcome = {
  status: 'REJECTED',
  violations: [violation('record', 'required', 'a request carries one record')],
};

export function syncResponse(sequence: bigint, outcome: ImportOutcome): SyncResponse {
  const status = `SYNC_STATUS_${outcome.status}` as SyncStatus;
  return outcome.status === 'REJECTED'
    ? { sequence, status, id: '', violations: outcome.violations.map((broken) => ({ ...broken })) }
    : { sequence, status, id: outcome.id, violations: [] };
}
