import { instant } from '@perennial/kernel/instant';
import { derivedId, type ContractId, type CustomerId } from '@perennial/kernel/ids';
import fc from 'fast-check';
import type { Contract } from '../contract/contract.js';
import { ContractDraft, type ContractState } from '../contract/contract-draft.js';
import type { NewReview } from '@perennial/kernel/review';
import { cancelRunning, close } from './cancellation.js';
import { movedTerm, newTerm, termId } from './new-term.js';
import { passTime } from './passing.js';
import { renew, renewIfPaid } from './renewal.js';
import { takeBack } from './reopening.js';
import { reverse } from './reversal.js';
import { fits } from './term-dates.js';
import { isRunning, standing } from './term.js';

const START = Date.parse('2024-07-01T00:00:00Z');
const CONTRACT: Contract = {
  id: derivedId<ContractId>('contract', 'x'),
  customerId: derivedId<CustomerId>('customer', 'x'),
  product: 'Suite',
  productType: 'subscription',
  periodMonths: 12,
  originalStart: '2023-09-01',
  ownZone: null,
  anchor: '2023-09-01',
  revivedOn: null,
  zone: 'Europe/Berlin',
  autoRenew: false,
  seats: 1,
  status: 'ACTIVE',
  endedOn: null,
  ownerId: null,
  teamId: null,
  version: 1,
};
const FIRST = newTerm(
  CONTRACT,
  { number: 1, start: '2023-09-01', lastDay: '2024-08-31' },
  { amount: { currency: 'EUR', minor: 100n }, zone: 'Europe/Berlin', state: 'OPEN', openedBy: null, stated: false },
);
/** History of the source that lies where the second term would begin. */
const OVERLAPPING = newTerm(
  CONTRACT,
  { number: 0, start: '2024-10-01', lastDay: '2024-12-31' },
  { amount: FIRST.amount, zone: FIRST.zone, state: 'RENEWED', openedBy: null, stated: true },
);

/** One transaction: the decision, then what storing it gives; the events' types. */
function step(
  state: ContractState,
  day: number,
  decide: (draft: ContractDraft) => void,
): { state: ContractState; events: string[]; alerts: string[]; reviews: NewReview[] } {
  const draft = new ContractDraft(state.contract, state, instant(START + day * 86_400_000));
  decide(draft);
  const closures = new Map(state.closures.map((closure) => [`${closure.termId} ${closure.cause}`, closure]));
  for (const closure of draft.changedClosures) closures.set(`${closure.termId} ${closure.cause}`, closure);
  return {
    state: { contract: draft.contract, terms: draft.terms, closures: [...closures.values()] },
    events: draft.events().map(({ type }) => type),
    alerts: draft.alerts,
    reviews: draft.reviews,
  };
}
const INITIAL: ContractState = { contract: CONTRACT, terms: [{ ...FIRST, version: 1 }], closures: [] };
const shown = (state: ContractState): string[] => state.terms.map((term) => `${term.number} ${term.state}`);
const LAST_DAYS = ['2024-08-31', '2024-10-15', '2025-03-31'];
/** The source moves the end of a running first term where no other term stands in the way. */
function moveLastDay(draft: ContractDraft, lastDay: string): void {
  const { zone, amount, start } = FIRST;
  const term = movedTerm(draft.term(FIRST.id), { start, lastDay, zone, amount });
  if (isRunning(term) && fits(standing(draft.terms), term)) draft.putTerm(term);
}
const SECOND = termId(CONTRACT.id, 2);
const [A, B, C, P] = ['payment:a:1', 'payment:b:1', 'payment:c:1', 'payment:p:1'];
const pay = (cause: string) => (draft: ContractDraft) => renew(draft, FIRST.id, { cause, by: 'payment', paidAt: null });

describe('term decisions (protocol.md, States)', () => {
  it('renews a lapsed term with an alert', () => {
    let { state } = step(INITIAL, 70, (draft) => passTime(draft, FIRST.id));
    expect(shown(state)).toEqual(['1 EXPIRED']);
    ({ state } = step(state, 100, (draft) => passTime(draft, FIRST.id)));
    expect(shown(state)).toEqual(['1 LAPSED']);
    const late = step(state, 101, pay(P));
    expect([shown(late.state), late.alerts]).toEqual([['1 RENEWED', '2 OPEN'], ['renewal_after_lapse']]);
    const back = step(late.state, 102, (draft) => reverse(draft, FIRST.id, P, 'chargeback'));
    expect(shown(back.state)).toEqual(['1 EXPIRED', '2 CANCELLED']);
    expect(shown(step(back.state, 102, (draft) => passTime(draft, FIRST.id)).state)).toEqual([
      '1 EXPIRED',
      '2 CANCELLED',
    ]);
    const over = step(back.state, 132, (draft) => passTime(draft, FIRST.id));
    expect(shown(over.state)).toEqual(['1 LAPSED', '2 CANCELLED']);
  });

  it('keeps a payment for a cancelled term, alerts, and honours it when the cancellation is withdrawn', () => {
    const cancelled = step(INITIAL, 1, (draft) => cancelRunning(draft, 'source', 'x'));
    const paid = step(cancelled.state, 2, pay(P));
    expect([shown(paid.state), paid.alerts, paid.events]).toEqual([
      ['1 CANCELLED'],
      ['renewal_after_cancellation'],
      [],
    ]);
    const back = step(paid.state, 3, (draft) => {
      takeBack(
        draft,
        FIRST.id,
        draft.activeClosures(FIRST.id).filter(({ closedAs }) => closedAs === 'CANCELLED'),
        'source',
      );
      renewIfPaid(draft, FIRST.id);
    });
    expect([shown(back.state), back.events]).toEqual([
      ['1 RENEWED', '2 OPEN'],
      ['contract.changed', 'contract.reopened', 'contract.renewed'],
    ]);
  });

  it('voids the next term only when the term really re-opens, and lets it keep its other opener (protocol.md)', () => {
    const paid = step(step(INITIAL, 1, pay(A)).state, 2, pay(B));
    const one = step(paid.state, 3, (draft) => reverse(draft, FIRST.id, A, 'x'));
    expect(one.state.terms.map(({ state, voided, openedBy }) => [state, voided, openedBy])).toEqual([
      ['RENEWED', false, null],
      ['OPEN', false, B],
    ]);
    const both = step(one.state, 4, (draft) => reverse(draft, FIRST.id, B, 'x'));
    expect(both.state.terms.map(({ state, voided }) => [state, voided])).toEqual([
      ['OPEN', false],
      ['CANCELLED', true],
    ]);
  });

  it('brings a voided term back with its dates anew, and leaves a term that a person cancelled as it is', () => {
    const voided = step(step(INITIAL, 1, pay(A)).state, 2, (draft) => reverse(draft, FIRST.id, A, 'x'));
    const moved = step(voided.state, 3, (draft) => moveLastDay(draft, '2024-10-15'));
    const back = step(moved.state, 4, pay(B));
    expect(back.state.terms.map(({ start, lastDay, voided }) => [start, lastDay, voided])).toEqual([
      ['2023-09-01', '2024-10-15', false],
      ['2024-10-16', '2025-10-15', false],
    ]);
    const person = step(back.state, 5, (draft) => close(draft, SECOND, 'CANCELLED', 'person', 'by a person'));
    expect(shown(step(person.state, 6, pay(C)).state)).toEqual(['1 RENEWED', '2 CANCELLED']);
  });

  it('writes the closure alone where the next term would overlap another one, and somebody must look', () => {
    const state = { ...INITIAL, terms: [...INITIAL.terms, OVERLAPPING] };
    const { state: after, alerts, reviews, events } = step(state, 1, pay(A));
    expect(after.terms.map(({ number, state: now }) => [number, now])).toEqual([
      [0, 'RENEWED'],
      [1, 'RENEWED'],
    ]);
    expect(after.closures.map(({ cause }) => cause)).toEqual([A]);
    expect([events, alerts]).toEqual([['contract.changed', 'contract.renewed'], ['next_term_overlaps']]);
    expect(reviews).toEqual([
      expect.objectContaining({ kind: 'next_term_overlaps', subjectKind: 'term', subjectId: FIRST.id }),
    ]);
  });

  it('repeats nothing: the same payment twice is one renewal', () => {
    const once = step(INITIAL, 1, pay(P));
    const twice = step(once.state, 2, pay(P));
    expect([twice.events, twice.state]).toEqual([[], once.state]);
  });

  it('keeps states and causes in step over any history', () => {
    const action = fc.record({
      day: fc.integer({ min: 0, max: 20 }),
      act: fc.constantFrom('pay', 'reverse', 'cancel', 'reinstate', 'person', 'pass', 'move'),
      payment: fc.constantFrom(A, B),
    });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 25 }), (history) => {
        let state = INITIAL;
        let day = 0;
        for (const { day: days, act, payment } of history) {
          day += days;
          const before = new Map(state.terms.map((term) => [term.id, term.version]));
          ({ state } = step(state, day, (draft) => {
            const { state: now } = draft.term(FIRST.id);
            const active = draft.activeClosures(FIRST.id);
            if (act === 'pay') pay(payment)(draft);
            else if (act === 'reverse') reverse(draft, FIRST.id, payment, 'x');
            else if (act === 'cancel') cancelRunning(draft, 'source', 'x');
            else if (act === 'pass') passTime(draft, FIRST.id);
            else if (act === 'move') moveLastDay(draft, LAST_DAYS[days % LAST_DAYS.length] ?? FIRST.lastDay);
            else if (act === 'person' && (now === 'RENEWED' || now === 'CANCELLED'))
              takeBack(draft, FIRST.id, active, 'person');
            else if (act === 'reinstate' && now === 'CANCELLED') {
              takeBack(
                draft,
                FIRST.id,
                active.filter(({ closedAs }) => closedAs === 'CANCELLED'),
                'source',
              );
              renewIfPaid(draft, FIRST.id);
            }
          }));
          for (const term of state.terms) {
            const held = new Set(
              state.closures
                .filter((closure) => closure.termId === term.id && closure.undoneBy === null)
                .map(({ closedAs }) => closedAs),
            );
            if (term.state === 'RENEWED') expect(held.has('RENEWED')).toBe(true);
            if (term.state === 'CANCELLED') expect(held.has('CANCELLED')).toBe(true);
            if (term.state === 'OPEN' || term.state === 'EXPIRED')
              expect([...held].filter((as) => as !== 'LAPSED')).toEqual([]);
            expect([0, 1]).toContain(term.version - (before.get(term.id) ?? 0));
          }
          for (const term of standing(state.terms)) expect(fits(standing(state.terms), term)).toBe(true);
          for (const term of state.terms) if (term.voided) expect(term.state).toBe('CANCELLED');
          expect(state.terms.filter(({ state: s }) => s === 'OPEN').length).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 500 },
    );
  });
});
