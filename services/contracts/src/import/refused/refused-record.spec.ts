import { newId, type CustomerId } from '@perennial/kernel/ids';
import { violation } from '@perennial/kernel/violation';
import { ContactRecord } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { isNamed, refusedRecord, reviewOfRefused } from './refused-record.js';

const record = ContactRecord.fromJSON({
  source: { system: 'erp', id: 'p1', version: '1' },
  customer: 'c1',
  name: 'Ada',
  email: 'ada@',
});
const broken = [violation('email', 'email_syntax', 'ada@ is no address'), violation('name', 'required', 'Ada')];

describe('a refused record (D-07)', () => {
  it('is told by field and rule, without what it says', () => {
    const refused = refusedRecord({ kind: 'contact', record }, broken);
    const review = reviewOfRefused({ refused, customerId: newId<CustomerId>(), ownerId: null, teamId: null });
    expect(review).toMatchObject({
      kind: 'sync_failure',
      subjectKind: 'record',
      subjectId: 'contact/erp/p1',
      detail: 'refused: email (email_syntax), name (required)',
    });
  });

  it('names at most 20 fields', () => {
    const many = Array.from({ length: 30 }, (_, i) => violation(`roles[${i}]`, 'unknown_value', ''));
    const refused = refusedRecord({ kind: 'contact', record }, many);
    const { detail } = reviewOfRefused({ refused, customerId: newId<CustomerId>(), ownerId: null, teamId: null });
    expect(detail).toMatch(/roles\[19\] \(unknown_value\) and 10 more$/);
  });

  it.each([
    ['without source', undefined, false],
    ['without id', { system: 'erp', id: '', version: 1n }, false],
    ['with an endless id', { system: 'erp', id: 'x'.repeat(201), version: 1n }, false],
    ['with a NUL, which no database stores', { system: 'erp', id: 'a\0', version: 1n }, false],
    ['of 200 characters', { system: 'erp', id: '\u{1f600}'.repeat(200), version: 1n }, true],
  ])('%s can be found again or not', (_, source, named) => {
    expect(isNamed(refusedRecord({ kind: 'contact', record: { ...record, source } }, broken))).toBe(named);
  });
});
