import type { OwnerId } from '@perennial/kernel/ids';
import { missingOfContact, missingOfContract, missingOfCustomer } from './missing.js';
import { faultOf, type SourceQuality } from './source-quality.js';
import type { Term } from '../term/term.js';

const term = (minor: bigint, voided = false): Term =>
  ({ number: 1, voided, amount: { currency: 'EUR', minor }, state: 'OPEN' }) as Term;
const contract = { status: 'ACTIVE', product: 'Suite', productType: 'subscription' } as const;

describe('what a record lacks (D-01, D-02)', () => {
  it.each([
    ['nobody there and nobody here', null, [], ['contacts', 'owner']],
    ['only people who left', 'o', [{ active: false }], ['contacts']],
    ['no owner', null, [{ active: true }], ['owner']],
    ['nothing', 'o', [{ active: false }, { active: true }], []],
  ])('a customer with %s', (_, ownerId, contacts, missing) => {
    expect(missingOfCustomer({ ownerId: ownerId as OwnerId | null }, contacts)).toEqual(missing);
  });

  it.each([
    ['a phone number alone', true, ['phone'], ['email']],
    ['a phone number and WeCom', true, ['phone', 'wecom'], ['email']],
    ['email', true, ['email'], []],
    ['a phone number who left', false, ['phone'], []],
  ] as const)('a contact with %s (K20)', (_, active, addressKinds, missing) => {
    expect(missingOfContact({ active, addressKinds })).toEqual(missing);
  });

  it.each([
    ['a price', contract, [term(100n)], []],
    ['no price', contract, [term(0n)], ['amount']],
    ['no price, for a trial', { ...contract, productType: 'trial' }, [term(0n)], []],
    ['no period that stands', contract, [term(100n, true)], ['term']],
    ['nothing at all', { ...contract, product: ' ' }, [], ['product', 'term']],
    ['nothing at all, but it is over', { ...contract, status: 'ENDED', product: '' }, [], []],
  ] as const)('a contract with %s', (_, described, terms, missing) => {
    expect(missingOfContract(described, terms)).toEqual(missing);
  });
});

describe('the records of a source (D-01, D-02)', () => {
  const quality = (more: Partial<SourceQuality>): SourceQuality => ({
    system: 'erp',
    contracts: 100,
    lacking: 0,
    customers: 100,
    unreachable: 0,
    ...more,
  });

  it.each([
    ['5 % of contracts lack essentials', { lacking: 5 }, null],
    ['more than 5 % do', { lacking: 6 }, /^6 of 100 active contracts/],
    ['15 % of customers are out of reach', { unreachable: 15 }, null],
    ['more than 15 % are', { unreachable: 16 }, /^16 of 100 customers/],
    ['both', { lacking: 100, unreachable: 100 }, /contracts.*; .*customers/],
    ['there are none', { contracts: 0, customers: 0 }, null],
  ])('%s', (_, more, fault) => {
    if (fault) expect(faultOf(quality(more))).toMatch(fault);
    else expect(faultOf(quality(more))).toBeNull();
  });
});
