import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { addDays, weekday } from '@perennial/calendar/civil';
import { termEndInstant } from '@perennial/calendar/term-end';
import { toLocal } from '@perennial/calendar/zone';
import { localDate } from '@perennial/kernel/local-date';
import { readPolicy } from '../policy/policy-document.js';
import type { PolicyStep } from '../policy/policy.js';
import { sampleContract, sampleTerm } from '../../test/sample-events.js';
import { termFactsOf } from '../term/contract-snapshot.js';
import type { TermFacts } from '../term/term.js';
import { placeSteps, type Place } from './step-placement.js';

const steps = (text: string): readonly PolicyStep[] => {
  const read = readPolicy(`policy: p\nselect: trial\nsteps:\n${text}`, []);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value.steps;
};
const preset = (name: string): readonly PolicyStep[] => {
  const read = readPolicy(readFileSync(new URL(`../policy/presets/${name}.yaml`, import.meta.url), 'utf8'), []);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value.steps;
};
const term = (lastDay: string, zone: string, start = addDays(lastDay, -364)): TermFacts => ({
  ...termFactsOf(sampleTerm(sampleContract('p', 'p'))),
  start: localDate(start),
  lastDay: localDate(lastDay),
  zone,
});
const list = (placed: ReturnType<typeof placeSteps>, zone: string): string[] =>
  placed.placed.map(
    ({ name, opensAt, rolled }) => `${name} ${toLocal(zone, opensAt).date} ${toLocal(zone, opensAt).time} ${rolled}`,
  );

/** In a zone with the usual weekend, without pauses. */
const at = (zone: string): Place => ({ zone, weekend: [6, 7], paused: [] });
const ZONES = ['Asia/Shanghai', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'Pacific/Apia', 'UTC'];

it.each(['Asia/Shanghai', 'America/New_York', 'Australia/Lord_Howe'])(
  'month ends in %s: leap day, short and long months (R-08, R-09)',
  (zone) => {
    expect(list(placeSteps(preset('standard'), term('2024-02-29', zone), at(zone)), zone)).toEqual([
      'T-60/first-notice 2024-01-01 09:00 later',
      'T-30/reminder 2024-01-30 09:00 none',
      'T-15/reminder 2024-02-14 09:00 none',
      'T-7/last-warning 2024-02-22 09:00 none',
      'T-1/last-warning 2024-02-28 09:00 none',
    ]);
    expect(list(placeSteps(preset('monthly'), term('2024-03-31', zone, '2024-03-01'), at(zone)), zone)).toEqual([
      // The last day is Easter Sunday: the last warning rolls earlier, and three days before it is Thursday.
      'T-7/first-notice 2024-03-25 09:00 later',
      'T-3/reminder 2024-03-28 09:00 none',
      'T-0/last-warning 2024-03-29 09:00 earlier',
    ]);
  },
);

it.each([
  ['America/New_York', '2024-11-04', '2024-11-04T14:00:00Z'],
  ['America/New_York', '2024-11-01', '2024-11-01T13:00:00Z'],
  ['Australia/Lord_Howe', '2024-10-04', '2024-10-03T22:30:00Z'],
  ['Australia/Lord_Howe', '2024-10-07', '2024-10-06T22:00:00Z'],
  ['Asia/Shanghai', '2024-10-07', '2024-10-07T01:00:00Z'],
])('opens at nine in %s on %s across the change of clocks (R-10)', (zone, lastDay, opens) => {
  const { placed } = placeSteps(
    steps('  - { node: T-0, purpose: reminder, template: reminder }'),
    term(lastDay, zone),
    at(zone),
  );
  expect(placed.map(({ opensAt }) => new Date(opensAt).toISOString().replace('.000', ''))).toEqual([opens]);
});

it('a contact far west of the contract is told before the contract ends, not after', () => {
  const { placed } = placeSteps(
    steps('  - { node: T-0, purpose: reminder, template: reminder }'),
    term('2024-08-15', 'Asia/Shanghai'),
    at('America/Los_Angeles'),
  );
  expect(
    placed.map(({ opensAt, closesAt }) => [new Date(opensAt).toISOString(), new Date(closesAt).toISOString()]),
  ).toEqual([['2024-08-14T16:00:00.000Z', '2024-08-15T16:00:00.000Z']]);
});

it('leaves out steps before the term starts, and the farther of two that meet', () => {
  const { placed, unplaced } = placeSteps(preset('standard'), term('2024-08-31', 'UTC', '2024-08-01'), at('UTC'));
  expect(unplaced).toEqual([{ name: 'T-60/first-notice', reason: 'BEFORE_START' }]);
  expect(placed).toHaveLength(4);
  const met = placeSteps(
    steps(
      '  - { node: T-1, purpose: reminder, template: reminder }\n  - { node: T-0, purpose: last-warning, template: last-warning }',
    ),
    term('2024-09-01', 'UTC'),
    at('UTC'),
  );
  expect([met.placed.map(({ name }) => name), met.unplaced]).toEqual([
    ['T-0/last-warning'],
    [{ name: 'T-1/reminder', reason: 'OVERTAKEN' }],
  ]);
});

it('rolls later over a weekend, but earlier where the next step would be crossed (decision 2)', () => {
  const saturday = '  - { node: T-3, purpose: reminder, template: reminder }\n';
  const opens = (text: string): string[] =>
    placeSteps(steps(text), term('2024-08-20', 'UTC'), at('UTC')).placed.map(({ opensAt }) =>
      new Date(opensAt).toISOString(),
    );
  expect(opens(saturday)).toEqual(['2024-08-19T09:00:00.000Z']);
  expect(opens(`${saturday}  - { node: T-1, purpose: last-warning, template: last-warning }`)).toEqual([
    '2024-08-16T09:00:00.000Z',
    '2024-08-19T09:00:00.000Z',
  ]);
});

it('a step after expiry lies between the end and the lapse; roll: earlier goes before a weekend', () => {
  const { placed } = placeSteps(
    steps('  - { node: T+3, purpose: reminder, template: reminder, afterExpiry: true }'),
    term('2024-08-15', 'UTC'),
    at('UTC'),
  );
  expect(placed.map(({ opensAt }) => new Date(opensAt).toISOString())).toEqual(['2024-08-19T09:00:00.000Z']);
  const early = placeSteps(
    steps('  - { node: T-30, purpose: reminder, template: reminder, roll: earlier }'),
    term('2024-09-14', 'UTC'),
    at('UTC'),
  );
  expect(early.placed.map(({ opensAt }) => new Date(opensAt).toISOString())).toEqual(['2024-08-15T09:00:00.000Z']);
  const weekend = placeSteps(
    steps('  - { node: T-30, purpose: reminder, template: reminder, roll: earlier }'),
    term('2024-09-16', 'UTC'),
    at('UTC'),
  );
  expect(weekend.placed.map(({ opensAt }) => new Date(opensAt).toISOString())).toEqual(['2024-08-16T09:00:00.000Z']);
});

it('over any last day and zones: in order, on working hours, before the end, open for some time (R-11)', () => {
  const anyDay = fc.integer({ min: 0, max: 3_000 }).map((n) => addDays('2023-01-01', n));
  fc.assert(
    fc.property(
      anyDay,
      fc.constantFrom(...ZONES),
      fc.constantFrom(...ZONES),
      fc.constantFrom('standard', 'monthly', 'vip'),
      (lastDay, zone, contactZone, name) => {
        const { placed, unplaced } = placeSteps(preset(name), term(lastDay, zone), at(contactZone));
        expect(placed.length + unplaced.length).toBe(preset(name).length);
        placed.forEach(({ opensAt, closesAt }, i) => {
          const local = toLocal(contactZone, opensAt);
          expect(weekday(local.date)).toBeLessThan(6);
          expect(local.minutes).toBeGreaterThanOrEqual(540);
          expect(local.minutes).toBeLessThan(1200);
          expect(opensAt).toBeLessThan(closesAt);
          expect(closesAt).toBeLessThanOrEqual(
            Math.min(termEndInstant(lastDay, zone), placed[i + 1]?.opensAt ?? Infinity),
          );
        });
      },
    ),
    { numRuns: 300 },
  );
});
