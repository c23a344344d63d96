import { formatInstant } from '@perennial/kernel/instant';
import { ContractLife } from '../../test/contract-life.js';
import { termSnapshot } from '../contract/contract-snapshot.js';

/** A yearly contract from 2023-08-01 on, whose first term ends on 2024-07-31 and lapses on 2024-08-30. */
const yearly = (day: string): ContractLife => {
  const life = new ContractLife('2024-07-01');
  life.record({ start: '2023-08-01' });
  return life.walk(day).forget();
};

describe('worked examples of terms (protocol.md, Identity)', () => {
  it('T1 counts monthly terms from the anchor, never from the term before (R-16)', () => {
    const life = new ContractLife('2024-02-01');
    life.record({ start: '2024-01-31', months: 1 });
    for (const [number, day] of [
      [1, '2024-02-28'],
      [2, '2024-03-30'],
      [3, '2024-04-29'],
    ] as const)
      life.walk(day).pay(number, `payment:p${number}:1`);
    expect(life.shown).toEqual([
      '2024-01-31..2024-02-28 RENEWED',
      '2024-02-29..2024-03-30 RENEWED',
      '2024-03-31..2024-04-29 RENEWED',
      '2024-04-30..2024-05-30 OPEN',
    ]);
    expect(life.lineage.map(({ kind }) => kind)).toEqual(['RENEWAL', 'RENEWAL', 'RENEWAL']);
  });

  it('T2, K06a keeps a monthly term that runs when the customer goes yearly (T-12, R-16)', () => {
    const life = new ContractLife('2024-07-01');
    life.record({ start: '2024-01-15', months: 1 });
    life.record({ months: 12, amount: 1000 });
    expect([life.shown, life.notes]).toEqual([['2024-06-15..2024-07-14 OPEN'], ['period_months kept_dates']]);
    life.walk('2024-07-10').pay(6, 'payment:p:1');
    expect(life.shown).toEqual(['2024-06-15..2024-07-14 RENEWED', '2024-07-15..2025-07-14 OPEN']);
    expect(life.state.contract.anchor).toBe('2024-07-15');
  });

  it('T3, K06b keeps a yearly term that runs when the customer goes monthly (T-12, R-16)', () => {
    const life = new ContractLife('2024-07-01');
    life.record({ start: '2021-08-01' });
    life.record({ months: 1, amount: 10 });
    expect(life.shown).toEqual(['2023-08-01..2024-07-31 OPEN']);
    life.pay(3, 'payment:p:1');
    expect(life.shown).toEqual(['2023-08-01..2024-07-31 RENEWED', '2024-08-01..2024-08-31 OPEN']);
  });

  it('T4 lays an open term that has not begun anew', () => {
    const life = new ContractLife('2024-06-01');
    life.record({ start: '2023-07-01', months: 3 });
    life.pay(4, 'payment:p:1').walk('2024-06-10');
    expect(life.shown).toEqual(['2024-04-01..2024-06-30 RENEWED', '2024-07-01..2024-09-30 OPEN']);
    life.forget().record({ months: 12 });
    expect(life.shown).toEqual(['2024-04-01..2024-06-30 RENEWED', '2024-07-01..2025-06-30 OPEN']);
    expect([life.notes, life.events]).toEqual([['period_months kept_dates'], ['contract.changed']]);
  });

  it('T5 makes the next first day the anchor where a stated last day lies far off it', () => {
    const life = new ContractLife('2024-07-20');
    life.record({ start: '2023-08-13' });
    life.record({ period: ['2023-08-13', '2024-09-09'] });
    life.walk('2024-09-01').pay(1, 'payment:p:1');
    expect(life.shown).toEqual(['2023-08-13..2024-09-09 RENEWED', '2024-09-10..2025-09-09 OPEN']);
    expect(life.state.contract.anchor).toBe('2024-09-10');
  });

  it('T6 cuts an overlap off the next term, which renews the one before (R-21)', () => {
    const life = new ContractLife('2024-06-01');
    life.record({ start: '2024-05-19' });
    life.walk('2025-04-20').forget();
    life.record({ period: ['2025-05-16', '2026-05-15'] });
    expect(life.shown).toEqual(['2024-05-19..2025-05-18 RENEWED', '2025-05-19..2026-05-15 OPEN']);
    expect([...life.closures.values()].map(({ cause }) => cause)).toEqual(['contract:2']);
    expect([life.events, life.reviews]).toEqual([['contract.changed', 'contract.renewed', 'contract.expiring'], []]);
  });

  it('T7 takes a drifting period as the live term', () => {
    const life = new ContractLife('2024-06-01');
    life.record({ start: '2024-01-31', months: 1, period: ['2024-04-30', '2024-05-30'] });
    life.record({ period: ['2024-05-31', '2024-06-29'] });
    life.record({ period: ['2024-05-30', '2024-06-28'] });
    expect(life.shown).toEqual(['2024-04-30..2024-05-30 RENEWED', '2024-05-31..2024-06-28 OPEN']);
  });

  it('T8 records history, renewed and announced to nobody', () => {
    const life = new ContractLife('2024-07-10');
    life.record({ start: '2024-01-01', months: 1, period: ['2024-07-01', '2024-07-31'] });
    life.forget();
    expect(life.record({ period: ['2024-01-01', '2024-01-31'] })).toEqual([]);
    expect(life.record({ period: ['2024-03-01', '2024-03-31'] })).toEqual([]);
    expect(life.terms.map(({ number, start, state }) => [number, start, state])).toEqual([
      [1, '2024-01-01', 'RENEWED'],
      [3, '2024-03-01', 'RENEWED'],
      [7, '2024-07-01', 'OPEN'],
    ]);
    expect(life.events).toEqual(['contract.changed', 'contract.changed']);
    expect([...life.closures.values()].map(({ cause }) => cause)).toEqual(['contract:1', 'contract:1']);
  });

  it('T8 numbers history from 0 and below where the first known term is the first', () => {
    const life = new ContractLife('2024-07-10');
    life.record({ start: '2024-07-01', months: 1 });
    life.record({ start: '2024-01-01', period: ['2024-01-01', '2024-01-31'] });
    expect(life.terms.map(({ number }) => number)).toEqual([-5, 1]);
    expect(life.record({ period: ['2024-01-20', '2024-03-10'] })).toEqual(['term_start overlap']);
  });

  it('T9 takes a year over paid months as the first of them, and rejects none', () => {
    const life = new ContractLife('2024-01-01');
    life.record({ start: '2024-01-01', months: 1 });
    for (let number = 1; number <= 12; number += 1)
      life.walk(`2024-${String(number).padStart(2, '0')}-28`).pay(number, `payment:p${number}:1`);
    const before = life.shown;
    expect(before.at(-1)).toBe('2025-01-01..2025-01-31 OPEN');
    expect(life.record({ period: ['2024-01-01', '2024-12-31'] })).toEqual([]);
    expect(life.shown).toEqual(before);
    expect(life.notes).toEqual(['term_start kept_dates']);
  });

  it('T10 opens nothing for an export of a lapsed contract that changed other things', () => {
    const life = yearly('2025-02-01');
    expect(life.record({ seats: 9 })).toEqual([]);
    expect([life.shown, life.reviews, life.notes]).toEqual([
      ['2023-08-01..2024-07-31 LAPSED'],
      [],
      ['status stays_closed'],
    ]);
  });

  it('T11, review 12 opens the term that contains today once in the life of a lapsed contract, with a row', () => {
    const life = yearly('2025-02-01');
    life.record({ amount: 120 });
    expect(life.shown).toEqual(['2023-08-01..2024-07-31 LAPSED', '2024-08-01..2025-07-31 OPEN']);
    expect(life.reviews).toEqual(['lapsed_contract_reopened']);
    life.walk('2026-02-01').forget().record({ amount: 140 });
    expect(life.shown).toEqual(['2023-08-01..2024-07-31 LAPSED', '2024-08-01..2025-07-31 LAPSED']);
    expect([life.reviews, life.notes]).toEqual([[], ['status stays_closed']]);
    life.record({ period: ['2026-02-01', '2027-01-31'] });
    expect(life.shown.at(-1)).toBe('2026-02-01..2027-01-31 OPEN');
  });

  it('T11 takes a lapse back where a stated period makes the lapsed term run today', () => {
    const life = yearly('2025-02-01');
    life.record({ period: ['2023-08-01', '2025-03-31'] });
    expect([life.shown, life.reviews]).toEqual([['2023-08-01..2025-03-31 OPEN'], []]);
    expect(life.events).toEqual(['contract.changed', 'contract.reopened']);
  });

  it('T12 renews a lapsed term that was paid before its lapse, without a gap', () => {
    const life = yearly('2024-09-05').pay(1, 'payment:p:1', '2024-08-28');
    expect(life.shown).toEqual(['2023-08-01..2024-07-31 RENEWED', '2024-08-01..2025-07-31 OPEN']);
    expect([life.alerts.includes('renewal_after_lapse'), life.reviews]).toEqual([true, []]);
  });

  it('T13 begins the next term on the day of payment where that lies after the lapse, with a row (R-21)', () => {
    const life = yearly('2024-10-02').pay(1, 'payment:p:1', '2024-10-02');
    expect(life.shown).toEqual(['2023-08-01..2024-07-31 RENEWED', '2024-10-02..2025-10-01 OPEN']);
    expect([life.state.contract.anchor, life.reviews]).toEqual(['2024-10-02', ['renewal_after_lapse']]);
  });

  it('T14 re-opens nothing while a later term stands by another cause: a debt', () => {
    const life = new ContractLife('2024-07-01');
    life.record({ start: '2024-06-01', months: 1 });
    life.record();
    life.pay(2, 'payment:p1:1').walk('2024-08-01').pay(3, 'payment:p2:1').forget();
    const before = life.shown;
    life.reverse(2, 'payment:p1:1');
    expect([life.shown, life.reviews, life.events]).toEqual([before, ['debt'], []]);
  });

  it('T15, review 43 voids the next term, expired or not, and gives the grace from the re-opening', () => {
    const life = yearly('2024-07-30').pay(1, 'payment:p:1').walk('2024-09-29').forget();
    life.reverse(1, 'payment:p:1');
    expect(life.shown).toEqual(['2023-08-01..2024-07-31 EXPIRED']);
    expect(life.term(2)).toMatchObject({ state: 'CANCELLED', voided: true });
    expect(life.events).toEqual(['contract.changed', 'contract.cancelled', 'contract.reopened', 'contract.expiring']);
    const term = life.term(1);
    expect([formatInstant(term.lapsesAt), termSnapshot(term, life.state.contract).graceFrom]).toEqual([
      '2024-10-28T23:00:00Z',
      '2024-09-29',
    ]);
    const monthly = new ContractLife('2024-06-01');
    monthly.record({ start: '2024-06-01', months: 1 });
    monthly.walk('2024-06-20').pay(1, 'payment:p:1').walk('2024-08-05');
    expect(monthly.shown).toEqual(['2024-06-01..2024-06-30 RENEWED', '2024-07-01..2024-07-31 EXPIRED']);
    monthly.reverse(1, 'payment:p:1');
    expect(monthly.shown).toEqual(['2024-06-01..2024-06-30 EXPIRED']);
    expect(monthly.walk('2024-09-10').shown).toEqual(['2024-06-01..2024-06-30 LAPSED']);
  });

  it('R9, K12 keeps a term that renews by itself EXPIRED, on the list, until somebody confirms or ends it (R-21)', () => {
    const life = new ContractLife('2024-07-01');
    life.record({ start: '2023-08-01', autoRenew: true });
    life.walk('2024-08-01');
    expect([life.shown, life.reviews]).toEqual([['2023-08-01..2024-07-31 EXPIRED'], ['auto_renewal_unconfirmed']]);
    life.walk('2025-01-15');
    expect([life.shown, life.open.size]).toEqual([['2023-08-01..2024-07-31 EXPIRED'], 1]);
    life.record({ period: ['2024-08-01', '2025-07-31'] });
    expect([life.shown, life.open.size]).toEqual([
      ['2023-08-01..2024-07-31 RENEWED', '2024-08-01..2025-07-31 OPEN'],
      0,
    ]);
    const ended = new ContractLife('2024-07-01');
    ended.record({ start: '2023-08-01', autoRenew: true });
    ended.walk('2024-09-20').cancel(1);
    expect([ended.shown, ended.open.size]).toEqual([['2023-08-01..2024-07-31 LAPSED'], 0]);
  });
});

describe('findings of the review', () => {
  it('review 11 announces a contract that arrives in its grace', () => {
    const life = new ContractLife('2024-08-10');
    life.record({ start: '2023-08-01', period: ['2023-08-01', '2024-07-31'] });
    life.walk('2024-08-10');
    expect([life.shown, life.events]).toEqual([
      ['2023-08-01..2024-07-31 EXPIRED'],
      ['contract.changed', 'contract.expiring', 'contract.changed', 'contract.expired'],
    ]);
    const gone = new ContractLife('2024-09-10');
    gone.record({ start: '2023-08-01', period: ['2023-08-01', '2024-07-31'] });
    expect(gone.walk('2024-09-10').events.includes('contract.expiring')).toBe(false);
  });

  it('review 12, the mirror: a record behind the end of a term that a person cancelled opens nothing', () => {
    const life = yearly('2024-07-10').cancel(1).walk('2024-08-05').forget();
    life.record({ amount: 120 });
    expect([life.shown, life.notes]).toEqual([['2023-08-01..2024-07-31 CANCELLED'], ['status stays_closed']]);
    const grace = yearly('2024-08-10').cancel(1).forget();
    grace.record({ amount: 120 });
    expect([grace.shown, grace.notes]).toEqual([['2023-08-01..2024-07-31 LAPSED'], ['status stays_closed']]);
    grace.reopen(1);
    expect(grace.shown).toEqual(['2023-08-01..2024-07-31 EXPIRED']);
  });

  it('money-settles: a term that money covers is opened again by taking the money back, not by a word', () => {
    const life = yearly('2024-07-10').pay(1, 'payment:p1:1', '2024-07-10');
    expect(() => life.reopen(1)).toThrow('take the payment back');
    expect(life.shown[0]).toBe('2023-08-01..2024-07-31 RENEWED');
  });

  it('review 20 lets a person cancel in the grace, and ends a cancelled term on its day', () => {
    expect(yearly('2024-08-10').cancel(1).shown).toEqual(['2023-08-01..2024-07-31 LAPSED']);
    const life = yearly('2024-07-10').cancel(1, '2024-07-15');
    expect(life.shown).toEqual(['2023-08-01..2024-07-15 CANCELLED']);
    expect(life.reopen(1).shown).toEqual(['2023-08-01..2024-07-31 OPEN']);
    life.record({ status: 'CANCELLED', endedOn: '2024-07-20' });
    expect(life.shown).toEqual(['2023-08-01..2024-07-20 CANCELLED']);
    life.record({ status: 'CANCELLED', endedOn: '2024-07-25' });
    expect(life.shown).toEqual(['2023-08-01..2024-07-25 CANCELLED']);
    life.record({ status: 'ACTIVE' });
    expect(life.shown).toEqual(['2023-08-01..2024-07-31 OPEN']);
  });

  it('K28 moves a term that is prolonged on its last day', () => {
    const life = yearly('2024-07-31');
    life.record({ period: ['2023-08-01', '2024-08-12'] });
    expect([life.shown, life.events]).toEqual([['2023-08-01..2024-08-12 OPEN'], ['contract.changed']]);
  });

  it('renews by the later period of the source also where a reversal had voided it, alarmed', () => {
    const life = yearly('2024-07-10').pay(1, 'payment:p:1').reverse(1, 'payment:p:1').forget();
    expect(life.shown).toEqual(['2023-08-01..2024-07-31 OPEN']);
    life.record({ period: ['2024-08-01', '2025-07-31'] });
    expect(life.shown).toEqual(['2023-08-01..2024-07-31 RENEWED', '2024-08-01..2025-07-31 OPEN']);
    expect(life.reviews).toEqual(['renewal_after_reversal']);
  });

  it('has a row for a contract that its source renews more than one period ahead', () => {
    const life = new ContractLife('2024-07-10');
    life.record({ start: '2024-07-01', months: 1 });
    life.record({ period: ['2024-08-01', '2024-08-31'] });
    expect(life.reviews).toEqual([]);
    life.record({ period: ['2024-09-01', '2024-09-30'] });
    expect(life.reviews).toEqual(['renewed_ahead']);
  });
});
