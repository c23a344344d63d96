import { readFileSync } from 'node:fs';
import { DomainError } from '@perennial/kernel/violation';
import { ContractLife } from '../../test/contract-life.js';
import type { Term } from './term.js';

/**
 * The term that the table is about is the fourth of a yearly contract, 2023-08-01 to 2024-07-31; the third, the first
 * one that is known, was paid by `payment:before:1`.
 */
const begun = (day: string): ContractLife => {
  const life = new ContractLife('2023-07-01');
  life.record({ start: '2020-08-01', period: ['2022-08-01', '2023-07-31'] });
  life.pay(3, 'payment:before:1');
  return life.walk(day);
};

const STATES: Readonly<Record<string, () => ContractLife>> = {
  'not begun': () => begun('2023-07-10'),
  open: () => begun('2024-07-01'),
  'in its grace': () => begun('2024-08-10'),
  lapsed: () => begun('2024-10-01'),
  renewed: () => begun('2024-07-20').pay(4, 'payment:it:1').walk('2024-09-01'),
  'cancelled by a person': () => begun('2024-07-10').cancel(4).walk('2024-07-15'),
  'cancelled by the source': () => {
    const life = begun('2024-07-10');
    life.record({ status: 'CANCELLED', endedOn: '2024-07-20' });
    return life.walk('2024-07-15');
  },
};

const record =
  (said: Parameters<ContractLife['record']>[0]) =>
  (life: ContractLife): string[] =>
    life.record(said);
const step =
  (act: (life: ContractLife) => void) =>
  (life: ContractLife): string[] => {
    try {
      act(life);
      return [];
    } catch (error) {
      if (error instanceof DomainError) return [error.code];
      throw error;
    }
  };

const EVENTS: Readonly<Record<string, (life: ContractLife) => string[]>> = {
  'the record comes again': record({}),
  'product or seats change': record({ seats: 9 }),
  repriced: record({ amount: 120 }),
  'the cycle changes': record({ months: 1 }),
  'the start date changes': record({ start: '2020-09-01' }),
  'the zone changes': record({ zone: 'Asia/Tokyo' }),
  'it begins to renew by itself': record({ autoRenew: true }),
  'extended: a later last day': record({ period: ['2023-08-01', '2024-10-15'] }),
  'shortened: an earlier last day': record({ period: ['2023-08-01', '2024-05-31'] }),
  'its own period stated': record({ period: ['2023-08-01', '2024-07-31'] }),
  'renewed by the source: the next period': record({ period: ['2024-08-01', '2025-07-31'] }),
  'renewed by the source: two periods ahead': record({ period: ['2025-08-01', '2026-07-31'] }),
  'history stated': record({ period: ['2021-01-01', '2021-12-31'] }),
  'a period that fits nothing': record({ period: ['2022-02-01', '2022-10-31'] }),
  'paid now': step((life) => life.pay(4, 'payment:new:1')),
  'paid in its grace, heard of now': step((life) => life.pay(4, 'payment:new:1', '2024-08-05')),
  'its payment taken back': step((life) => life.reverse(4, 'payment:it:1')),
  'the payment of the term before taken back': step((life) => life.reverse(3, 'payment:before:1')),
  'cancelled by a person': step((life) => life.cancel(4)),
  'cancelled by a person for a day': step((life) => life.cancel(4, '2024-07-25')),
  'opened again by a person': step((life) => life.reopen(4)),
  'cancelled by the source for a day': record({ status: 'CANCELLED', endedOn: '2024-07-25' }),
  'ended by the source, or merged into another contract': record({ status: 'ENDED', endedOn: '2024-07-31' }),
  'withdrawn and reinstated by the source': record({ status: 'ACTIVE' }),
  'reinstated by the source with its period': record({ status: 'ACTIVE', period: ['2023-08-01', '2024-07-31'] }),
  'split: a part goes to a contract of its own': record({ seats: 1, amount: 50 }),
  'its customer replaced': (life) => life.record({ customer: 'other' }),
  'owner or team replaced': step((life) => life.inherit()),
  'its end passes': step((life) => life.walk('2024-08-02')),
  'its grace passes': step((life) => life.walk('2024-09-05')),
};

const NAMES: Readonly<Record<number, string>> = { 3: 'the one before ', 4: '', 5: 'next ', 6: 'the one after ' };

/** What became of the terms, in words. */
function outcome(before: readonly Term[], life: ContractLife, refused: readonly string[]): string {
  if (refused.length > 0) return `refused: ${refused.join(', ')}`;
  const parts = life.terms.flatMap((term) => {
    const was = before.find(({ id }) => id === term.id);
    const name = NAMES[term.number] ?? 'history ';
    if (!was || (was.voided && !term.voided)) return [name + opens(term)];
    if (was.voided !== term.voided) return [`${name}voided`];
    return changes(was, term).map((change) => name + change);
  });
  const said = [
    ...parts,
    ...life.reviews.map((kind) => `row ${kind}`),
    ...life.notes.map((note) => `note ${note.split(' ')[1]}`),
  ];
  if (said.length > 0) return said.join('; ');
  return life.events.length > 0 ? 'told' : 'nothing';
}

const opens = ({ state, start, lastDay }: Term): string =>
  `${state === 'OPEN' ? 'opens' : `recorded as ${state},`} ${start} to ${lastDay}`;

function changes(was: Term, term: Term): string[] {
  const back =
    (was.state === 'LAPSED' || was.state === 'CANCELLED' || was.state === 'RENEWED') && was.state !== term.state;
  const state = {
    OPEN: 'open again',
    EXPIRED: back ? 'open again in its grace' : 'expires',
    RENEWED: 'renewed',
  } as const;
  const words = { ...state, LAPSED: 'lapses', CANCELLED: 'cancelled' } as const;
  return [
    ...(was.state === term.state ? [] : [words[term.state]]),
    ...(was.start === term.start ? [] : [`laid anew ${term.start} to ${term.lastDay}`]),
    ...(was.start !== term.start || was.lastDay === term.lastDay ? [] : [`ends ${term.lastDay}`]),
    ...(was.amount.minor === term.amount.minor ? [] : ['repriced']),
    ...(was.zone === term.zone ? [] : ['in the new zone']),
  ];
}

/** Rows of the table: event, then the outcome in each state. */
function table(): Map<string, Map<string, string>> {
  const text = readFileSync(new URL('../../../../docs/lifecycle.md', import.meta.url), 'utf8');
  const cells = (line: string): string[] =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
  const [head, , ...rows] = text.split('\n').filter((line) => line.startsWith('|'));
  const states = cells(head ?? '').slice(1);
  return new Map(
    rows.map((row) => {
      const [event = '', ...outcomes] = cells(row);
      return [event, new Map(states.map((state, at) => [state, outcomes[at] ?? '']))];
    }),
  );
}

const TABLE = table();
const CELLS = Object.keys(EVENTS).flatMap((event) => Object.keys(STATES).map((state) => [event, state] as const));

describe('docs/lifecycle.md (chapter 1 of the life of a contract; R-16, R-21, T-12, D-11)', () => {
  it('has a row for each event and a column for each state, and no other', () => {
    expect([...TABLE.keys()]).toEqual(Object.keys(EVENTS));
    for (const row of TABLE.values()) expect([...row.keys()]).toEqual(Object.keys(STATES));
  });

  it.each(CELLS)('%s: %s', (event, state) => {
    const life = (STATES[state] as () => ContractLife)().forget();
    const before = life.terms;
    const refused = (EVENTS[event] as (life: ContractLife) => string[])(life);
    expect(outcome(before, life, refused)).toBe(TABLE.get(event)?.get(state) ?? 'a cell without an answer');
  });
});
