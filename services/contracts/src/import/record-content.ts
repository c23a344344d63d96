import {
  ContactRecord,
  ContractRecord,
  CustomerRecord,
  OwnerRecord,
} from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import type { ImportRecord } from './import-record.js';

/**
 * What a record says, but for its version, as one text. It is that of the wire, which leaves out what has its default:
 * a field that a later build adds changes no text of records without it.
 */
export function contentOf(said: ImportRecord): string {
  return JSON.stringify({ ...(toJson(said) as object), source: undefined });
}

function toJson(said: ImportRecord): unknown {
  switch (said.kind) {
    case 'owner':
      return OwnerRecord.toJSON(said.record);
    case 'customer':
      return CustomerRecord.toJSON(said.record);
    case 'contact':
      return ContactRecord.toJSON(said.record);
    case 'contract':
      return ContractRecord.toJSON(said.record);
  }
}
