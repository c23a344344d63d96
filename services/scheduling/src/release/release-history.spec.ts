import fc from 'fast-check';
import { derivedId } from '@perennial/kernel/ids';
import { DAY, HOUR, instant } from '@perennial/kernel/instant';
import { at, CAPS, due, NOW, planned, run, send } from '../../test/due-reminders.js';
import type { RecentSend } from './send-count.js';
import type { DueReminder } from './due-reminder.js';

it('every due reminder comes out once, and no 7 days hold more than the cap, over random histories (consent-at-send)', () => {
  const arrival = fc.record({
    hour: fc.integer({ min: 0, max: 24 * 30 }),
    customer: fc.integer({ min: 1, max: 5 }),
    node: fc.constantFrom(0, 1, 7, 30),
    lastStep: fc.constantFrom(true, false, false, false),
    legal: fc.constantFrom(true, false, false),
    lives: fc.integer({ min: 1, max: 400 }),
  });
  fc.assert(
    fc.property(fc.array(arrival, { maxLength: 40 }), (arrivals) => {
      const start = at('2024-10-21T00:00:00Z');
      let waiting: DueReminder[] = arrivals.map(({ hour, customer, node, lastStep, legal, lives }) => {
        const opensAt = instant(start + hour * HOUR);
        return due({
          customerId: derivedId('u', String(customer)),
          node,
          lastStep,
          legal,
          opensAt,
          dueAt: opensAt,
          closesAt: instant(opensAt + lives * HOUR),
        });
      });
      const sent: RecentSend[] = [];
      const above = new Set<string>();
      const ended: string[] = [];
      for (let steps = 0; waiting.length > 0; steps += 1) {
        expect(steps).toBeLessThan(2_000);
        const now = instant(Math.min(...waiting.map(({ dueAt }) => dueAt)));
        const ready = waiting.filter(({ dueAt }) => dueAt <= now);
        const ahead = waiting.filter(({ dueAt, legal, lastStep }) => dueAt > now && !legal && !lastStep);
        const out = run(ready, sent, now, {
          planned: ahead.map(({ customerId, node, dueAt }) => planned((dueAt - NOW) / DAY, node, { customerId })),
        });
        const outcome = [
          ...out.messages.flatMap(({ riders }) => riders),
          ...out.held.map((h) => h.reminder),
          ...out.skipped.map((s) => s.reminder),
        ].map(({ reminderId }) => reminderId);
        expect([...outcome].sort()).toEqual(ready.map(({ reminderId }) => reminderId).sort());
        for (const { riders, legal, customerId, localDay } of out.messages) {
          expect(new Set(riders.map((rider) => rider.customerId)).size).toBe(1);
          if (riders.some(({ lastStep }) => lastStep)) above.add(`${customerId} ${localDay}`);
          sent.push(send(now, { legal, customerId }));
          ended.push(...riders.map(({ reminderId }) => reminderId));
        }
        ended.push(...out.skipped.map(({ reminder }) => reminder.reminderId));
        for (const { until, reminder } of out.held) expect(until > now && until < reminder.closesAt).toBe(true);
        const held = new Map(out.held.map(({ reminder, until }) => [reminder.reminderId, until]));
        waiting = waiting.flatMap((reminder) =>
          ended.includes(reminder.reminderId)
            ? []
            : [{ ...reminder, dueAt: held.get(reminder.reminderId) ?? reminder.dueAt }],
        );
      }
      // Of each customer, merges that no last step lifted above the cap.
      for (const one of new Set(sent.map(({ customerId }) => customerId))) {
        const days = sent.filter(({ legal, customerId }) => !legal && customerId === one);
        const merges = [...new Map(days.map((of) => [of.localDay, of])).values()];
        const capped = merges.filter(({ localDay }) => !above.has(`${one} ${localDay}`));
        for (const { at: to } of capped)
          expect(merges.filter((of) => of.at <= to && of.at > to - 7 * DAY).length).toBeLessThanOrEqual(
            CAPS.CUSTOMER.messages,
          );
      }
      expect(new Set(ended).size).toBe(arrivals.length);
    }),
    { numRuns: 60 },
  );
});
