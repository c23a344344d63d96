import { newId, type OwnerId, type TeamId } from '@perennial/kernel/ids';
import { addMs, DAY, HOUR, instant, type Instant } from '@perennial/kernel/instant';
import type { Owner } from '../owner/owner.js';
import { assign, assignFinance, escalatesAt, escalation } from './assignment.js';
import { nextLook, ROW_KEPT_MS, TASK, TEXT_KEPT_MS, timesOf } from './task.js';

const now = instant(Date.UTC(2025, 0, 30, 9));
const after = (hours: number): Instant => addMs(now, hours * HOUR);
const [ann, bob, eve] = [newId<OwnerId>(), newId<OwnerId>(), newId<OwnerId>()];
const north = newId<TeamId>();
const owner = (ownerId: OwnerId, more: Partial<Owner> = {}): Owner => ({
  ownerId,
  version: 1,
  role: 'OWNER',
  teamId: null,
  managerId: null,
  zone: '',
  locale: 'en',
  active: true,
  ...more,
});
const people = (...owners: Owner[]): ReadonlyMap<OwnerId, Owner> => new Map(owners.map((of) => [of.ownerId, of]));

test('a task ends once, done or cancelled', () => {
  expect(TASK.ends).toEqual(['DONE', 'CANCELLED']);
  expect(TASK.can('DONE', 'OPEN')).toBe(false);
});

test.each([
  ['the window of the day', [[8, 48]], 8, 48],
  ['a day, where the window has nearly shut', [[1, 48]], 24, 48],
  ['a day, behind a ladder whose windows are over', [[-5, 40]], 24, 40],
  ['the end of the step at the latest', [[-5, 10]], 10, 10],
  [
    'the earliest of what rides',
    [
      [30, 48],
      [8, 20],
    ],
    8,
    20,
  ],
] as const)('due is %s (C-04, O-01)', (_name, rungs, due, useless) => {
  const times = rungs.map(([window, step]) => ({ windowClosesAt: after(window), closesAt: after(step) }));
  expect(timesOf(times, now)).toEqual({ dueAt: after(due), uselessAt: after(useless) });
});

test('it is looked at when it escalates, ends, and is forgotten', () => {
  const open = { state: 'OPEN', title: 'x', closedAt: null, escalatedAt: null } as const;
  expect(nextLook({ ...open, escalatesAt: after(8), uselessAt: after(20) })).toBe(after(8));
  expect(nextLook({ ...open, escalatesAt: after(8), escalatedAt: after(8), uselessAt: after(20) })).toBe(after(20));
  expect(nextLook({ ...open, escalatesAt: null, uselessAt: null })).toBeNull();
  const done = { ...open, state: 'DONE', closedAt: now, escalatesAt: after(8), uselessAt: after(20) } as const;
  expect(nextLook(done)).toBe(addMs(now, TEXT_KEPT_MS));
  expect(nextLook({ ...done, title: '' })).toBe(addMs(now, ROW_KEPT_MS));
});

test('the owner does it; who is gone leaves it to the manager; who is not known yet is taken at the word (O-01)', () => {
  const boss = owner(bob, { role: 'MANAGER' });
  expect(assign(ann, north, people(owner(ann)))).toEqual({ assigneeId: ann, assigneeRole: 'OWNER', teamId: north });
  expect(assign(ann, null, people(owner(ann, { active: false, managerId: bob }), boss))).toMatchObject({
    assigneeId: bob,
    assigneeRole: 'MANAGER',
  });
  expect(assign(ann, null, people(owner(ann, { active: false })))).toMatchObject({ assigneeId: null });
  expect(assign(ann, null, people())).toMatchObject({ assigneeId: ann, assigneeRole: 'OWNER' });
  expect(assign(null, north, people())).toEqual({ assigneeId: null, assigneeRole: 'OWNER', teamId: north });
});

test('finance is the one of the team, else the first (P-07)', () => {
  const finance = [owner(ann, { role: 'FINANCE' }), owner(bob, { role: 'FINANCE', teamId: north })];
  expect(assignFinance(finance, north).assigneeId).toBe(bob);
  expect(assignFinance(finance, null).assigneeId).toBe(ann);
  expect(assignFinance([], north)).toEqual({ assigneeId: null, assigneeRole: 'FINANCE', teamId: null });
});

test('it goes to a manager who is there, and waits for nobody else (O-01)', () => {
  const dueAt = addMs(now, DAY);
  const led = owner(ann, { managerId: bob });
  const boss = owner(bob, { role: 'MANAGER', teamId: north });
  const mine = { assigneeId: ann, assigneeRole: 'OWNER', teamId: null } as const;
  expect(escalatesAt(mine, dueAt, people(led, boss))).toBe(dueAt);
  expect(escalatesAt(mine, dueAt, people(led))).toBeNull();
  expect(escalatesAt(mine, dueAt, people(led, { ...boss, active: false }))).toBeNull();
  expect(escalatesAt({ ...mine, assigneeId: null }, dueAt, people(led, boss))).toBeNull();
  expect(escalation(mine, people(led, boss))).toEqual({ assigneeId: bob, assigneeRole: 'MANAGER', teamId: north });
  expect(escalation({ ...mine, assigneeId: eve }, people(led, boss))).toBeNull();
});
