import fc from 'fast-check';
import { addMs, HOUR, instant } from '@perennial/kernel/instant';
import { newId } from '@perennial/kernel/ids';
import type { TaskId } from '../task/task.js';
import { escaped, folded, toCalendar, type CalendarTask } from './calendar.js';

const now = instant(Date.UTC(2025, 0, 30, 9));
const taskId = newId<TaskId>();
const task = (more: Partial<CalendarTask> = {}): CalendarTask => ({
  taskId,
  title: 'Call Engines; now, please',
  openedAt: now,
  dueAt: addMs(now, 8 * HOUR),
  version: 3,
  reason: 'STEP',
  ...more,
});
const calendar = (...tasks: CalendarTask[]) =>
  toCalendar(tasks, { host: 'renew.example', page: 'https://renew.example/tasks', now });

test('a task is a to-do with its due time and an event that ends then, in UTC (O-09, RFC 5545)', () => {
  const lines = calendar(task()).split('\r\n');
  expect(lines[0]).toBe('BEGIN:VCALENDAR');
  expect(lines.slice(-2)).toEqual(['END:VCALENDAR', '']);
  expect(lines).toEqual(
    expect.arrayContaining([
      'VERSION:2.0',
      `UID:${taskId}@renew.example`,
      'DTSTART:20250130T090000Z',
      'DUE:20250130T170000Z',
      'SEQUENCE:3',
      'SUMMARY:Call Engines\\; now\\, please',
      'DTSTART:20250130T163000Z',
      'DTEND:20250130T170000Z',
    ]),
  );
});

test('the id of a task stays, its sequence grows; one that was due at once has no beginning', () => {
  const uid = (text: string) => /^UID:(.*)$/m.exec(text)?.[1];
  expect(uid(calendar(task({ version: 4, dueAt: addMs(now, HOUR) })))).toBe(uid(calendar(task())));
  expect(calendar(task({ dueAt: now })).split('BEGIN:VEVENT')[0]).not.toContain('DTSTART');
});

test('no line is longer than 75 octets, none is cut within a character, and what is unfolded is what was written', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (title) => {
      const text = calendar(task({ title }));
      for (const line of text.split('\r\n')) {
        expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
        expect(line).not.toContain('\ufffd'.repeat(title.includes('\ufffd') ? 401 : 1));
        expect(line).not.toMatch(/[\r\n]/);
      }
      expect(text.replaceAll('\r\n ', '').split('\r\n')).toContain(`SUMMARY:${escaped(title)}`);
    }),
  );
  expect(folded('a'.repeat(76)).split('\r\n')).toEqual(['a'.repeat(75), ' a']);
  expect(folded(`${'a'.repeat(74)}中`).split('\r\n')).toEqual(['a'.repeat(74), ' 中']);
});

test('whatever a title holds begins no line and ends no component', () => {
  const text = calendar(task({ title: 'x\r\nEND:VTODO\nBEGIN:VALARM\u0000' }));
  expect(text.match(/^END:VTODO$/gm)).toHaveLength(1);
  expect(text).not.toMatch(/^BEGIN:VALARM/m);
});
