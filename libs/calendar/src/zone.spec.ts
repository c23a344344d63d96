import fc from 'fast-check';
import { isZone, offsetAt, reaches, startOfDay, toInstant, toLocal, zoneNames } from './zone.js';
import { zoneRules } from './zone-rules.js';

const MINUTE = 60_000;
const zone = fc.constantFrom(...zoneNames());
const minuteIn = (from: number, to: number): fc.Arbitrary<number> =>
  fc.integer({ min: Date.UTC(from, 0, 1) / MINUTE, max: Date.UTC(to, 0, 1) / MINUTE }).map((minute) => minute * MINUTE);
/** Instants within two hours of a change of the clock, where everything interesting happens. */
const nearChange = zone.chain((name) => {
  const changes = (zoneRules(name)?.until ?? []).filter((at) => at > Date.UTC(1973, 0, 1));
  const base = changes.length === 0 ? minuteIn(1973, 2600) : fc.constantFrom(...changes);
  return fc
    .tuple(fc.constant(name), base, fc.integer({ min: -120, max: 120 }))
    .map(([z, at, by]): [string, number] => [z, at + by * MINUTE]);
});
const anywhere = fc.oneof(nearChange, fc.tuple(zone, minuteIn(1973, 5000)));

describe('zones (R-08, R-09, R-10)', () => {
  it('read every instant as a wall time that leads back to it', () => {
    fc.assert(
      fc.property(anywhere, ([name, at]) => {
        const { date, minutes } = toLocal(name, at);
        const earlier = toInstant(name, date, minutes, 'earlier');
        const later = toInstant(name, date, minutes, 'later');
        expect([earlier, later]).toContain(at);
        expect(toInstant(name, date, minutes)).toBe(earlier);
        expect(toLocal(name, earlier)).toEqual(toLocal(name, later));
      }),
      { numRuns: 3000 },
    );
  });

  it('move a wall time forward only when the clock jumps over it', () => {
    fc.assert(
      fc.property(nearChange, ([name, at]) => {
        const wall = at + 60 * MINUTE * 5;
        const [date, minutes] = [new Date(wall).toISOString().slice(0, 10), (wall / MINUTE) % 1440];
        const found = toLocal(name, toInstant(name, date, minutes));
        if (found.date === date && found.minutes === minutes) return;
        const jump = reaches(name, date, minutes);
        const asText = (instant: number): string => `${toLocal(name, instant).date}T${toLocal(name, instant).time}`;
        const wanted = new Date(wall).toISOString().slice(0, 16);
        expect(asText(jump - 1) < wanted && wanted < asText(jump)).toBe(true);
        expect(toInstant(name, date, minutes, 'later') - toInstant(name, date, minutes, 'earlier')).toBe(
          (offsetAt(name, jump) - offsetAt(name, jump - 1)) * MINUTE,
        );
      }),
      { numRuns: 3000 },
    );
  });

  // ICU is an independent reading of the same database; these zones and years did not change between its release and
  // ours.
  const agreed = [
    'America/New_York',
    'America/Sao_Paulo',
    'Europe/Berlin',
    'Europe/London',
    'Asia/Shanghai',
    'Asia/Tehran',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Africa/Cairo',
    'America/St_Johns',
    'Pacific/Chatham',
    'Asia/Kolkata',
  ];

  it.each(agreed)('agree with ICU from 2000 to 2025: %s', (name) => {
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone: name, dateStyle: 'short', timeStyle: 'short' });
    for (let at = Date.UTC(2000, 0, 1); at < Date.UTC(2025, 0, 1); at += 11 * 3_600_000) {
      const { date, time } = toLocal(name, at);
      if (`${date} ${time}` !== format.format(at)) throw new Error(`${date} ${time} here, ${format.format(at)} in ICU`);
    }
  });

  it('repeat every 400 years beyond the end of the data', () => {
    const cycle = 146_097 * 86_400_000;
    fc.assert(
      fc.property(zone, minuteIn(2100, 2499), fc.integer({ min: 1, max: 15 }), (name, at, times) => {
        expect(offsetAt(name, at + times * cycle)).toBe(offsetAt(name, at));
      }),
    );
  });

  it('keep fractions of a minute out of every offset since 1973', () => {
    const fractions = zoneNames().filter((name) => {
      const { until = [], offset = [] } = zoneRules(name) ?? {};
      return offset.some((ms, index) => (until[index] ?? Infinity) > Date.UTC(1973, 0, 1) && ms % MINUTE !== 0);
    });
    expect(fractions).toEqual([]);
  });

  it('begin a day at its first instant', () => {
    fc.assert(
      fc.property(anywhere, ([name, at]) => {
        const { date } = toLocal(name, at);
        const start = startOfDay(name, date);
        expect(toLocal(name, start).date).toBe(date);
        expect(toLocal(name, start - 1).date < date).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('know names and links, and nothing else', () => {
    expect(zoneNames().length).toBeGreaterThan(590);
    for (const name of ['UTC', 'Etc/UTC', 'Asia/Shanghai', 'Asia/Calcutta', 'US/Eastern'])
      expect(isZone(name)).toBe(true);
    for (const name of ['', 'Mars/Olympus', 'asia/shanghai', 'constructor', '__proto__', 'UTC+8']) {
      expect(isZone(name)).toBe(false);
      expect(() => offsetAt(name, 0)).toThrow('is not a zone of tz');
    }
  });
});
