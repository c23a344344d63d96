import type { TermId } from '@perennial/kernel/ids';
import { addMs, DAY } from '@perennial/kernel/instant';
import { localDate } from '@perennial/kernel/local-date';
import { linkExpiry, linkSubject, offerIsOver, termOfSubject } from './renewal-link.js';

const id = '0190b5c8-0000-7000-8000-000000000001' as TermId;

it('review 38: lives as long as the offer, however early its mail was sent', () => {
  const end = Date.UTC(2024, 6, 10, 16);
  expect(linkExpiry({ lastDay: localDate('2024-07-10'), zone: 'Asia/Shanghai' })).toBe(addMs(end as never, 400 * DAY));
  expect(['OPEN', 'EXPIRED', 'LAPSED'].map((state) => offerIsOver({ state: state as never }))).toEqual([
    false,
    false,
    true,
  ]);
});

it('names its term', () => {
  expect(termOfSubject(linkSubject(id, 3))).toBe(id);
  for (const subject of ['', id, `${id}:`, `${id}:x`, 'x:1']) expect(termOfSubject(subject)).toBeUndefined();
});
