import { readFileSync } from 'node:fs';
import { weekday } from './civil.js';
import { formatNode, nodeDate, parseNode } from './node.js';
import { rollNode } from './roll.js';
import { termEndInstant } from './term-end.js';
import { termBounds, termNumberAt, termNumberForStart } from './term.js';
import { nextOpen, windowOn, type SendWindow } from './window.js';
import { offsetAt, toInstant, toLocal, ZONE_RULES_VERSION, type Disambiguation } from './zone.js';

interface Span {
  from: string;
  to: string;
  days?: 'working' | 'all';
}
interface Terms {
  terms: { originalStart: string; periodMonths: number; number: number; start: string; lastDay: string }[];
  numbers: { originalStart: string; periodMonths: number; date: string; number: number; starts: number | null }[];
  nodes: { lastDay: string; node: string; date: string }[];
  weekdays: { date: string; weekday: number }[];
}
interface Zones {
  tz: string;
  local: { zone: string; instant: string; local: string; offset: number }[];
  instants: ({ zone: string; local: string } & Record<Disambiguation, string>)[];
  termEnds: { lastDay: string; zone: string; end: string }[];
}
interface Windows {
  windows: ({ name: string; date: string; zone: string; open: string | null; close: string | null } & Span)[];
  nextOpen: ({ zone: string; at: string; open: string } & Span)[];
}
interface Defaults extends Span {
  zone: string;
  weekend: number[];
  holidays: string[];
  earliest: string | null;
  legal: boolean;
}
interface Rolls {
  defaults: Defaults;
  cases: (Partial<Defaults> & { name: string; date: string; limit: string; expect: object })[];
}

function load<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(`../vectors/${file}`, import.meta.url), 'utf8')) as T;
}

const iso = (at: number | undefined): string | null =>
  at === undefined ? null : new Date(at).toISOString().replace('.000Z', 'Z');
const ms = (text: string): number => Date.parse(text);
const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const span = (c: Span): SendWindow => ({ from: minutes(c.from), to: minutes(c.to), days: c.days ?? 'all' });

describe('vectors: terms.json (R-16, T-12)', () => {
  const { terms, numbers, nodes, weekdays } = load<Terms>('terms.json');

  it.each(terms)('term $number of $originalStart by $periodMonths', (c) => {
    expect(termBounds(c.originalStart, c.periodMonths, c.number)).toEqual({ start: c.start, lastDay: c.lastDay });
  });
  it.each(numbers)('$date in the terms of $originalStart by $periodMonths', (c) => {
    expect(termNumberAt(c.originalStart, c.periodMonths, c.date)).toBe(c.number);
    expect(termNumberForStart(c.originalStart, c.periodMonths, c.date)).toBe(c.starts);
  });
  it.each(nodes)('$node of $lastDay', (c) => {
    const node = parseNode(c.node);
    expect(nodeDate(c.lastDay, node ?? Number.NaN)).toBe(c.date);
    expect(formatNode(node ?? Number.NaN)).toBe(c.node);
  });
  it.each(weekdays)('weekday of $date', (c) => expect(weekday(c.date)).toBe(c.weekday));
});

describe('vectors: zones.json (R-09, R-10)', () => {
  const { tz, local, instants, termEnds } = load<Zones>('zones.json');

  it('hold for the pinned release', () => expect(ZONE_RULES_VERSION).toBe(tz));
  it.each(local)('$instant in $zone', (c) => {
    const { date, time, minutes: minute } = toLocal(c.zone, ms(c.instant));
    expect([`${date}T${time}`, minute, offsetAt(c.zone, ms(c.instant))]).toEqual([c.local, minutes(time), c.offset]);
  });
  it.each(instants)('$local in $zone', (c) => {
    const [date = '', time = ''] = c.local.split('T');
    const read = (choice?: Disambiguation): string | null => iso(toInstant(c.zone, date, minutes(time), choice));
    expect([read(), read('compatible'), read('earlier'), read('later')]).toEqual([
      c.compatible,
      c.compatible,
      c.earlier,
      c.later,
    ]);
  });
  it.each(termEnds)('end of $lastDay in $zone', (c) => expect(iso(termEndInstant(c.lastDay, c.zone))).toBe(c.end));
});

describe('vectors: windows.json (R-11)', () => {
  const { windows, nextOpen: next } = load<Windows>('windows.json');

  it.each(windows)('$name', (c) => {
    const opening = windowOn(c.date, c.zone, span(c));
    expect([iso(opening?.open), iso(opening?.close)]).toEqual([c.open, c.close]);
  });
  it.each(next)('next opening after $at in $zone, $days days', (c) => {
    expect(iso(nextOpen(ms(c.at), c.zone, span(c)))).toBe(c.open);
  });
});

describe('vectors: rolls.json (R-08)', () => {
  const { defaults, cases } = load<Rolls>('rolls.json');

  it.each(cases)('$name', (given) => {
    const c = { ...defaults, ...given };
    const earliest = c.earliest === null ? undefined : ms(c.earliest);
    const isHoliday = (date: string): boolean => c.holidays.includes(date);
    const at = rollNode({
      date: c.date,
      zone: c.zone,
      window: span(c),
      weekend: c.weekend,
      isHoliday,
      earliest,
      limit: ms(c.limit),
      legal: c.legal,
    });
    expect('none' in at ? at : { rolled: at.rolled, date: at.date, open: iso(at.open), close: iso(at.close) }).toEqual(
      c.expect,
    );
  });
});
