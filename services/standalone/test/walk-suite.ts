import { readFileSync, writeFileSync } from 'node:fs';
import { isWeekend } from '@perennial/calendar/workday';
import { toLocal } from '@perennial/calendar/zone';
import { audit, violationsOf } from '@perennial/auditor/audit';
import type { Payload } from '@perennial/events/registry';
import { Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import { openSystem, type AuditTarget } from '@perennial/auditor/open-system';
import { recordsOfSmtp } from '@perennial/auditor/provider-record';
import { testStand, type TestStand } from '@perennial/testing/system/test-stand';
import { journal, type Cast } from '@perennial/testing/walker/journal';
import { readJournal, type JournalEvent } from '@perennial/testing/walker/read-journal';
import { END, START, takeWalk, type WalkedSystem } from '@perennial/testing/walker/take-walk';

const HEAD = `# Every event of every day that a walk of fourteen months sees, ${START} to ${END}, a chapter a zone, in the zone's wall time.
# One line a thing and instant, with all that events said of it then. On every event log and however many processes there are: the same.
# Written by UPDATE_GOLDEN=1 with walk.e2e.spec.ts; a change of this file is a change of what customers get and is reviewed line by line.
# monthly: T-7, T-3, T-0; standard: T-60 (up to 14 days late), T-30, T-15, T-7, T-1; vip: T-90 with a call, T-60, T-30 and a call where
# it is not answered, T-7, a call at T-2, T-1, T-0; mail on working days from 09:00, at most three in seven days.
`;

export interface WalkingSystem extends WalkedSystem {
  readonly target: AuditTarget;
  stop(): Promise<void>;
}

/**
 * jest: walks a system from its start and compares with the golden file. @param starts a system on a stand, whose
 * sandbox clock stands at START.
 */
export function describeWalk(name: string, golden: URL, starts: (stand: TestStand) => Promise<WalkingSystem>): void {
  describe(name, () => {
    let stand: TestStand | undefined;
    let walking: WalkingSystem | undefined;
    let events: readonly JournalEvent[] = [];
    let cast: Cast = { names: {}, zones: {} };

    beforeAll(async () => {
      stand = await testStand('walk');
      walking = await starts(stand);
    }, 90_000);
    afterAll(async () => {
      await walking?.stop();
      await stand?.end();
    });
    const system = (): WalkingSystem & Pick<TestStand, 'smtp'> => {
      if (!stand || !walking) throw new Error('the system did not start');
      return { ...walking, smtp: stand.smtp };
    };

    test('fourteen months in seven zones: every event of every day', async () => {
      cast = await takeWalk(system());
      events = await eventsOf(system().target);
      const text = [HEAD, ...journal(events, cast), ''].join('\n');
      if (process.env['UPDATE_GOLDEN']) writeFileSync(golden, text);
      expect(text.split('\n')).toEqual(readFileSync(golden, 'utf8').split('\n'));
    }, 240_000);

    test("every mail leaves at 09:00 of a working day by its reader's clock, and SMTP took each once", () => {
      const due = events.flatMap((event) =>
        event.type === 'reminder.due' && isMail(event.payload)
          ? [toLocal(cast.zones[event.customerId] as string, event.at)]
          : [],
      );
      const odd = due
        .filter(({ date, time }) => time !== '09:00' || isWeekend(date))
        .map(({ date, time }) => `${date} ${time}`);
      // The fourth mail in seven days of 24 hours: the first of the three before it went at 09:00 a week ago, when the
      // clocks were not changed yet.
      expect(odd).toEqual(['2028-03-13 10:00']);
      const taken = system().smtp.accepted();
      expect(taken.length).toBe(due.length);
      expect(new Set(taken.map(({ messageId }) => messageId)).size).toBe(due.length);
    });

    test('the auditor finds nothing broken', async () => {
      const { target, smtp } = system();
      const { system: audited, close } = await openSystem(target.databases, {
        kafka: target.kafka,
        provider: recordsOfSmtp(smtp.accepted()),
      });
      const report = await audit(audited).finally(close);
      expect(violationsOf(report)).toEqual([]);
      expect(report.uncertain).toBe(0);
    });
  });
}

/** A call goes when its silence has lasted long enough; what a person is asked to do, SMTP never sees. */
function isMail({ riders: [rider] }: Payload<'reminder.due'>): boolean {
  return rider?.rungs[0]?.channel === Channel.CHANNEL_EMAIL;
}

async function eventsOf({ databases, kafka }: AuditTarget): Promise<JournalEvent[]> {
  const { system, close } = await openSystem(databases, { kafka });
  return await readJournal(system.log).finally(close);
}
