import type { TermId } from '@perennial/kernel/ids';
import { addMs, DAY, instant } from '@perennial/kernel/instant';
import { localDate } from '@perennial/kernel/local-date';
import { linkExpiry, linkSubject, termOfSubject } from './renewal-link.js';

const id = '0190b5c8-0000-7000-8000-000000000001' as TermId;

it('expires with the grace of its term, after 90 days at most', () => {
  const now = instant(Date.UTC(2024, 6, 1));
  expect(linkExpiry({ lastDay: localDate('2024-07-10'), zone: 'Asia/Shanghai' }, now)).toBe(Date.UTC(2024, 7, 9, 16));
  expect(linkExpiry({ lastDay: localDate('2025-07-10'), zone: 'UTC' }, now)).toBe(addMs(now, 90 * DAY));
});

it('names its term', () => {
  expect(termOfSubject(linkSubject(id, 3))).toBe(id);
  for (const subject of ['', id, `${id}:`, `${id}:x`, 'x:1']) expect(termOfSubject(subject)).toBeUndefined();
});
