import {
  ContactRecord,
  ContractRecord,
  CustomerRecord,
  HoldRecord,
  OwnerRecord,
} from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import type { ImportKind, ImportRecord } from './import-record.js';

const CODECS: Readonly<Record<ImportKind, { toJSON(record: never): unknown }>> = {
  owner: OwnerRecord,
  customer: CustomerRecord,
  contact: ContactRecord,
  contract: ContractRecord,
  hold: HoldRecord,
};

/**
 * What a record says, but for its version, as one text. It is that of the wire, which leaves out what has its default:
 * a field that a later build adds changes no text of records without it.
 */
export function contentOf({ kind, record }: ImportRecord): string {
  return JSON.stringify({ ...(CODECS[kind].toJSON(record as never) as object), source: undefined });
}
