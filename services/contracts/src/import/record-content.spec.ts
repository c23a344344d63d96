import {
  ContactRecord,
  ContractRecord,
  CustomerRecord,
  HoldRecord,
  OwnerRecord,
} from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import type { ImportRecord } from './import-record.js';
import { contentOf } from './record-content.js';

const RECORDS: readonly (readonly [ImportRecord, ImportRecord])[] = [
  [
    { kind: 'owner', record: OwnerRecord.fromJSON({ name: 'a' }) },
    { kind: 'owner', record: OwnerRecord.fromJSON({ name: 'b' }) },
  ],
  [
    { kind: 'customer', record: CustomerRecord.fromJSON({ name: 'a' }) },
    { kind: 'customer', record: CustomerRecord.fromJSON({ name: 'b' }) },
  ],
  [
    { kind: 'contact', record: ContactRecord.fromJSON({ name: 'a' }) },
    { kind: 'contact', record: ContactRecord.fromJSON({ name: 'b' }) },
  ],
  [
    { kind: 'contract', record: ContractRecord.fromJSON({ product: 'a' }) },
    { kind: 'contract', record: ContractRecord.fromJSON({ product: 'b' }) },
  ],
  [
    { kind: 'hold', record: HoldRecord.fromJSON({ until: '2024-07-01' }) },
    { kind: 'hold', record: HoldRecord.fromJSON({ until: '2024-08-01' }) },
  ],
];

describe('what a record without a version says (K03)', () => {
  it.each(RECORDS.map(([one, other]) => [one.kind, one, other] as const))(
    'differs with it, for each kind: %s',
    (_, one, other) => {
      expect(contentOf(one)).not.toBe(contentOf(other));
    },
  );
});
