import { TOPICS } from '@perennial/events/topics';
import { countSetAside, setAsideSince, type SetAsideEvent } from './dead-letters.js';

const letter = (id: string, group: string, place: string): SetAsideEvent => ({
  id,
  group,
  topic: TOPICS.payments,
  place,
});
const BEFORE = [letter('a-1', 'a', '3/4'), letter('b-1', 'b', '3/4')];

test('a record counts once, whoever set it aside', () => {
  expect(countSetAside([...BEFORE, letter('a-2', 'a', '3/5')], TOPICS.payments)).toBe(2);
  expect(countSetAside(BEFORE, TOPICS.contracts)).toBe(0);
});

test('a letter of a record that its group had set aside before, and one of a record that it had not, are told apart', () => {
  expect(setAsideSince(BEFORE, BEFORE)).toEqual([]);
  expect(setAsideSince(BEFORE, [...BEFORE, letter('a-2', 'a', '3/4'), letter('a-3', 'a', '0/1')])).toEqual([
    'perennial.payments/3/4 of a was set aside a second time',
    'perennial.payments/0/1 of a was set aside in the meantime',
  ]);
});
