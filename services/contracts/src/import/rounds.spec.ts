import { toRounds } from './rounds.js';
import type { ImportFact } from './import-record.js';

const fact = (kind: ImportFact['kind'], sourceId: string, points = '') => ({
  fact: {
    kind,
    system: 'erp',
    sourceId,
    version: 1n,
    customer: points,
    owner: points === '' ? null : points,
    manager: points === '' ? null : points,
    splitFrom: null,
    mergedInto: null,
  } as unknown as ImportFact,
});
const shape = (...items: { fact: ImportFact }[]): string[] =>
  toRounds(items).map((round) => round.map(({ fact: { sourceId } }) => sourceId).join(' '));

describe('toRounds', () => {
  it('keeps what follows its reference together', () => {
    expect(shape(fact('owner', 'o'), fact('customer', 'c', 'o'), fact('contract', 'k', 'c'))).toEqual(['o c k']);
  });

  it('begins a new round where a manager follows the one whom they manage', () => {
    expect(shape(fact('owner', 'o', 'm'), fact('owner', 'm'), fact('owner', 'n', 'm'))).toEqual(['o', 'm n']);
  });

  it('begins a new round at a source id seen before', () => {
    expect(shape(fact('customer', 'c'), fact('contract', 'k', 'c'), fact('contract', 'k', 'c'))).toEqual(['c k', 'k']);
  });

  it('begins a new round where a record follows the one that points at it', () => {
    expect(shape(fact('contract', 'k', 'c'), fact('customer', 'c'), fact('contract', 'm', 'c'))).toEqual(['k', 'c m']);
  });

  it('stays within 1,000 written rows', () => {
    const items = Array.from({ length: 300 }, (_, i) => fact('contract', `k${i}`, 'c'));
    expect(toRounds(items).map((round) => round.length)).toEqual([76, 76, 76, 72]);
  });
});
