import { addMs, MINUTE, type Instant } from '@perennial/kernel/instant';
import type { Task } from '../task/task.js';

/** A line has at most this many octets, its break apart (RFC 5545, 3.1). */
const OCTETS = 75;
/** As long as a call takes in a calendar. */
const CALL_MS = 30 * MINUTE;

/** What of a task stands in a calendar. */
export type CalendarTask = Pick<Task, 'taskId' | 'title' | 'openedAt' | 'dueAt' | 'version' | 'reason'>;

export interface CalendarFrame {
  /** Host of PUBLIC_URL: the right side of every UID. */
  readonly host: string;
  /** Where tasks are closed. */
  readonly page: string;
  readonly now: Instant;
}

/**
 * The open tasks of a person as a calendar (RFC 5545, O-09). Each is a to-do, for task programs, and an event that ends
 * when it is due, since the large calendars show no to-dos of a feed. The script stays here: a calendar is kept by
 * somebody else.
 */
export function toCalendar(tasks: readonly CalendarTask[], frame: CalendarFrame): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Perennial//Tasks//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escaped('Perennial')}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT15M',
    ...tasks.flatMap((task) => [...toDo(task, frame), ...event(task, frame)]),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

function toDo(task: CalendarTask, frame: CalendarFrame): string[] {
  return [
    'BEGIN:VTODO',
    `UID:${task.taskId}@${frame.host}`,
    ...common(task, frame),
    // A to-do ends after it begins; one that was due when it was opened has no beginning.
    ...(task.openedAt < task.dueAt ? [`DTSTART:${utc(task.openedAt)}`] : []),
    `DUE:${utc(task.dueAt)}`,
    'STATUS:NEEDS-ACTION',
    'END:VTODO',
  ];
}

function event(task: CalendarTask, frame: CalendarFrame): string[] {
  return [
    'BEGIN:VEVENT',
    `UID:${task.taskId}.due@${frame.host}`,
    ...common(task, frame),
    `DTSTART:${utc(addMs(task.dueAt, -CALL_MS))}`,
    `DTEND:${utc(task.dueAt)}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ];
}

function common({ title, version, reason }: CalendarTask, { page, now }: CalendarFrame): string[] {
  return [
    `DTSTAMP:${utc(now)}`,
    `SEQUENCE:${version}`,
    `SUMMARY:${escaped(title)}`,
    `CATEGORIES:${escaped(reason)}`,
    `URL:${page}`,
  ];
}

/** `20250131T090000Z`; calendars know no parts of a second. */
function utc(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

/** TEXT of RFC 5545, 3.3.11, without other control characters, which it does not have. */
export function escaped(text: string): string {
  return text
    .replace(/\r\n?|\n/g, '\n')
    .replace(/[\\;,]/g, (c) => `\\${c}`)
    .replaceAll('\n', '\\n')
    .replace(/\p{Cc}/gu, '');
}

/** Cuts a line between characters, never within one; what goes on begins with a space. */
export function folded(line: string): string {
  const parts: string[] = [];
  let part = '';
  let octets = 0;
  for (const character of line) {
    const more = Buffer.byteLength(character, 'utf8');
    // Its own space is one octet of a line that goes on.
    if (octets + more > OCTETS - (parts.length === 0 ? 0 : 1)) {
      parts.push(part);
      [part, octets] = ['', 0];
    }
    part += character;
    octets += more;
  }
  return [...parts, part].join('\r\n ');
}
