import { formatInstant } from '@perennial/kernel/instant';
import type { InProcess } from '@perennial/console/service';
import type { RunningService } from '@perennial/service/boot/running-service';
import { readCounter } from '@perennial/service/ops/read-counter';
import type { ServiceName } from './port-plan.js';

type WalkWatch = NonNullable<InProcess['watch']>;

/** Between two states that are shown: the terminal is for people. */
const SHOW_EVERY_MS = 200;

/**
 * Tells the terminal of a walk: where it is, and a line for each day.
 * @param say told of a line that stays
 * @param show told of a state that the next one replaces
 */
export function walkLog(
  { delivery, payments }: Readonly<Pick<Record<ServiceName, RunningService>, 'delivery' | 'payments'>>,
  say: (line: string) => void,
  show: (text: string) => void,
): WalkWatch {
  let [began, shown] = [0, 0];
  return {
    totals: async () => ({
      mails: await readCounter(delivery, 'perennial_messages_total', { state: 'ACCEPTED' }),
      renewals: await readCounter(payments, 'perennial_payment_renewed_total'),
    }),
    began: (from, to) => {
      began = performance.now();
      say(`the clock walks from ${formatInstant(from)} to ${formatInstant(to)}`);
    },
    stopped: ({ now, walking }) => {
      if (!walking || performance.now() - shown < SHOW_EVERY_MS) return;
      shown = performance.now();
      show(`  ${now}  ${walking.percent} % of the way`);
    },
    passed: ({ day, counts }) => {
      const happened = Object.entries(counts).map(([name, n]) => `${String(n).padStart(4)} ${name}`);
      say(`  ${day}  ${happened.join(', ')}`);
    },
    ended: (now, to) => {
      const seconds = ((performance.now() - began) / 1_000).toFixed(1);
      say(
        now < to ? `the walk was stopped at ${formatInstant(now)}` : `it is ${formatInstant(now)}, after ${seconds} s`,
      );
    },
    failed: (error) => say(`the walk failed: ${error instanceof Error ? error.message : String(error)}`),
  };
}
