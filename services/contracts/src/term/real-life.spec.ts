import { ContractLife } from '../../test/contract-life.js';

describe('siblings of the cases of real life, at a contract (R-16, R-21, T-12, D-11)', () => {
  it('K28: shortened twice and moved twice in mid term, the dates that were stated last hold', () => {
    const life = new ContractLife('2023-07-10');
    life.record({ start: '2022-08-01' });
    life.pay(1, 'payment:p1:1').walk('2024-01-10').forget();
    for (const period of [
      ['2023-08-01', '2024-05-31'],
      ['2023-08-01', '2024-03-31'],
      ['2023-09-01', '2024-06-30'],
      ['2023-10-01', '2024-07-31'],
    ] as const) {
      expect(life.record({ period })).toEqual([]);
      expect(life.shown).toEqual(['2022-08-01..2023-07-31 RENEWED', `${period.join('..')} OPEN`]);
    }
    expect(new Set(life.events)).toEqual(new Set(['contract.changed']));
    life.pay(2, 'payment:p2:1');
    expect(life.shown.at(-1)).toBe('2024-08-01..2025-07-31 OPEN');
  });

  it('K28: shortened to a day that has passed, it is in its grace at once, and open again by a later day', () => {
    const life = new ContractLife('2024-01-10');
    life.record({ start: '2023-08-01' });
    life.record({ period: ['2023-08-01', '2023-12-31'] });
    expect(life.walk('2024-01-10').shown).toEqual(['2023-08-01..2023-12-31 EXPIRED']);
    life.record({ period: ['2023-08-01', '2024-02-15'] });
    expect(life.shown).toEqual(['2023-08-01..2024-02-15 OPEN']);
  });

  it('K06: quarterly to yearly and back while the next term is open and has not begun', () => {
    const life = new ContractLife('2024-06-01');
    life.record({ start: '2023-07-01', months: 3 });
    life.pay(4, 'payment:p:1').record({ months: 12, amount: 400 });
    expect(life.shown).toEqual(['2024-04-01..2024-06-30 RENEWED', '2024-07-01..2025-06-30 OPEN']);
    life.reverse(4, 'payment:p:1');
    expect(life.shown).toEqual(['2024-04-01..2024-06-30 OPEN']);
    life.pay(4, 'payment:p:2');
    expect(life.shown).toEqual(['2024-04-01..2024-06-30 RENEWED', '2024-07-01..2025-06-30 OPEN']);
    life.record({ months: 3, amount: 100 });
    expect(life.shown.at(-1)).toBe('2024-07-01..2024-09-30 OPEN');
  });

  it('K06: monthly to yearly in the grace: it stays there, and what is paid next is a year', () => {
    const grace = (): ContractLife => {
      const life = new ContractLife('2024-07-01');
      life.record({ start: '2024-01-15', months: 1 });
      return life.walk('2024-07-20');
    };
    const paid = grace();
    paid.record({ months: 12, amount: 1000 });
    expect([paid.shown, paid.notes]).toEqual([['2024-06-15..2024-07-14 EXPIRED'], ['period_months kept_dates']]);
    expect(paid.walk('2024-07-25').pay(6, 'payment:p:1').shown.at(-1)).toBe('2024-07-15..2025-07-14 OPEN');
    const stated = grace();
    stated.record({ months: 12, amount: 1000, period: ['2024-07-15', '2025-07-14'] });
    expect(stated.shown).toEqual(['2024-06-15..2024-07-14 RENEWED', '2024-07-15..2025-07-14 OPEN']);
  });

  it('K12: a perpetual licence whose end is stated later ends then, also where its years had passed', () => {
    const life = new ContractLife('2024-07-01');
    life.record({ start: '2020-01-01', months: 120, productType: 'perpetual', amount: 0 });
    expect(life.shown).toEqual(['2020-01-01..2029-12-31 OPEN']);
    life.record({ period: ['2020-01-01', '2024-12-31'] });
    expect(life.shown).toEqual(['2020-01-01..2024-12-31 OPEN']);
    const yearly = new ContractLife('2024-07-01');
    yearly.record({ start: '2023-08-01', productType: 'perpetual' });
    yearly
      .walk('2025-03-01')
      .forget()
      .record({ period: ['2023-08-01', '2025-12-31'] });
    expect(yearly.shown).toEqual(['2023-08-01..2025-12-31 OPEN']);
  });

  it('K12: a trial that renews by itself and becomes paid keeps its term; the price is that of the next one', () => {
    const life = new ContractLife('2024-07-01');
    life.record({ start: '2024-07-01', months: 1, productType: 'trial', amount: 0, autoRenew: true });
    life.record({ productType: 'subscription', amount: 50, months: 12 });
    expect([life.shown, life.term(1)]).toMatchObject([['2024-07-01..2024-07-31 OPEN'], { amount: { minor: 5_000n } }]);
    life.walk('2024-08-01');
    expect([life.shown, life.reviews]).toEqual([['2024-07-01..2024-07-31 EXPIRED'], ['auto_renewal_unconfirmed']]);
    life.pay(1, 'payment:p:1');
    expect([life.shown.at(-1), life.open.size]).toEqual(['2024-08-01..2025-07-31 OPEN', 0]);
  });

  it('K12: one that stops to renew by itself before its end lapses as others do', () => {
    const life = new ContractLife('2024-07-01');
    life.record({ start: '2023-08-01', autoRenew: true });
    life.record({ autoRenew: false });
    expect(life.walk('2024-09-05').shown).toEqual(['2023-08-01..2024-07-31 LAPSED']);
    const grace = new ContractLife('2024-07-01');
    grace.record({ start: '2023-08-01', autoRenew: true });
    grace.walk('2024-08-05').record({ autoRenew: false });
    expect([grace.open.size, grace.walk('2024-09-05').shown]).toEqual([0, ['2023-08-01..2024-07-31 LAPSED']]);
  });

  it('T1: terms from 29 February come back to it, and one that ends on it is followed by whole years', () => {
    const life = new ContractLife('2024-03-01');
    life.record({ start: '2024-02-29' });
    for (let number = 1; number <= 4; number += 1)
      life.walk(`${2024 + number}-02-20`).pay(number, `payment:p${number}:1`);
    expect(life.shown).toEqual([
      '2024-02-29..2025-02-27 RENEWED',
      '2025-02-28..2026-02-27 RENEWED',
      '2026-02-28..2027-02-27 RENEWED',
      '2027-02-28..2028-02-28 RENEWED',
      '2028-02-29..2029-02-27 OPEN',
    ]);
    const ending = new ContractLife('2024-02-20');
    ending.record({ start: '2023-03-01', period: ['2023-03-01', '2024-02-29'] });
    ending.pay(1, 'payment:q1:1').walk('2025-02-20').pay(2, 'payment:q2:1');
    expect(ending.shown.slice(1)).toEqual(['2024-03-01..2025-02-28 RENEWED', '2025-03-01..2026-02-28 OPEN']);
  });
});
