import {
  ContactRecord,
  ContractRecord,
  CustomerRecord,
  OwnerRecord,
} from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { Tier } from '@perennial/proto/gen/perennial/types/v1/types';
import fc from 'fast-check';
import type { ImportRecord } from './import-record.js';
import { kindOf } from './record-kinds.js';

const SOURCE = { system: 'erp', id: 'x', version: '1' };
const CUSTOMER = { source: SOURCE, name: 'Acme', country: 'DE', since: '2020-01-01' };
const customer = (more: object): ImportRecord => ({
  kind: 'customer',
  record: CustomerRecord.fromJSON({ ...CUSTOMER, ...more }),
});
const faults = (record: ImportRecord): string[] => {
  const result = kindOf(record.kind).validate(record.record);
  return result.ok ? [] : result.error.map(({ field, rule }) => `${field} ${rule}`);
};

describe('validation of records', () => {
  it.each<[string, object, string[]]>([
    [
      'no source',
      { source: undefined },
      ['source.system not_a_name', 'source.id required', 'source.version out_of_range'],
    ],
    ['a version of 0', { source: { ...SOURCE, version: '0' } }, ['source.version out_of_range']],
    ['a name of 201 characters', { name: 'é'.repeat(201) }, ['name too_long']],
    ['a blank name', { name: ' \u00a0 ' }, ['name required']],
    ['a lower-case country', { country: 'de' }, ['country unknown_country']],
    ['a zone in the wrong case', { zone: 'europe/berlin' }, ['zone unknown_zone']],
    ['K05: a French locale', { locale: 'fr_FR' }, []],
    ['a locale that is none', { locale: 'french!' }, ['locale unknown_locale']],
    ['a date with a time', { since: '2020-01-01T00:00' }, ['since not_a_date']],
    ['a date after 2199', { since: '2200-01-01' }, ['since out_of_range']],
    ['an unknown tier', { tierOverride: Tier.UNRECOGNIZED }, ['tier_override unknown_value']],
    ['200 emoji', { name: '🚀'.repeat(200) }, []],
    ['a Chinese locale', { locale: 'zh-Hans-CN' }, []],
  ])('customer with %s', (_what, more, expected) => expect(faults(customer(more))).toEqual(expected));

  it.each([
    [undefined, true],
    [true, true],
    [false, false],
  ])('review 37: a contact whose active is %s is active: %s', (active, expected) => {
    const sent = ContactRecord.encode(
      ContactRecord.fromJSON({ source: SOURCE, customer: 'c', name: 'Ada', email: 'a@b.example', active }),
    ).finish();
    expect(kindOf('contact').validate(ContactRecord.decode(sent))).toMatchObject({
      ok: true,
      value: { active: expected },
    });
  });

  it('K01: U+FFFD is stored by no edge (M-03)', () => {
    expect(faults(customer({ name: 'M\ufffdller' }))).toEqual(['name encoding']);
    const record = ContactRecord.fromJSON({ source: SOURCE, customer: 'c', name: 'Ada', email: 'm\ufffdl@b.example' });
    expect(faults({ kind: 'contact', record })).toEqual(['email email_syntax']);
  });

  it('names several violations of an owner at once', () => {
    expect(
      faults({ kind: 'owner', record: OwnerRecord.fromJSON({ source: SOURCE, name: 'a\tb', email: 'x' }) }),
    ).toEqual(['name control_character', 'team required', 'email email_syntax']);
  });

  it('answers whatever comes with a fact or with violations, and lets no control character of a text through', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', 'DE', '2024-02-29', '1200.00', 'EUR', 'trial', 'a@b.example', 'renewal', 'en'),
    );
    const fields = [
      'name',
      'country',
      'zone',
      'locale',
      'since',
      'owner',
      'team',
      'email',
      'phone',
      'customer',
      'product',
      'productType',
      'originalStart',
      'termStart',
      'termLastDay',
      'amount',
      'currency',
      'endedOn',
    ];
    const record = fc.record(Object.fromEntries(fields.map((field) => [field, text])));
    fc.assert(
      fc.property(
        record,
        fc.integer(),
        fc.constantFrom('owner', 'customer', 'contact', 'contract'),
        (drawn, number, kind) => {
          const json = { ...drawn, source: SOURCE, roles: [drawn['name']], periodMonths: number, seats: number };
          const made = {
            owner: OwnerRecord,
            customer: CustomerRecord,
            contact: ContactRecord,
            contract: ContractRecord,
          }[kind].fromJSON(json);
          const result = kindOf(kind).validate(made as ImportRecord['record']);
          if (!result.ok) expect(result.error.length).toBeGreaterThan(0);
          else
            for (const field of ['name', 'product', 'email'] as const)
              expect(String((result.value as never)[field] ?? '')).not.toMatch(/\p{Cc}/u);
        },
      ),
      { numRuns: 10_000 },
    );
  });
});
