import { DAY } from '@perennial/kernel/instant';
import type { PolicyStep } from '../policy/policy.js';
import type { TermFacts } from '../term/term.js';
import { placeOf } from './addressee-place.js';
import { addressedTracks } from './addressed-tracks.js';
import type { PlanInput } from './plan-input.js';
import { isSend } from './sent.js';
import { placeSteps } from './step-placement.js';
import { stepName } from './step-name.js';
import { wantedRow, type NotWanted, type Wanted } from './wanted-row.js';

/** What an owner is told where a hold reaches a term's last step. */
const PURPOSE = 'hold-at-last-step';
const NOTICE: Omit<PolicyStep, 'node'> = {
  purpose: PURPOSE,
  audience: 'INTERNAL',
  roles: ['owner'],
  tracks: [[{ channel: 'email', template: PURPOSE }]],
  window: { from: 9 * 60, to: 20 * 60, days: 'working' },
  roll: 'later',
  legal: false,
  lateMs: 3 * DAY,
  repeatAfterMs: 14 * DAY,
  repeatGapMs: 0,
  everyDays: null,
  escalate: [],
};

/**
 * Pure: a hold keeps the customer's last step before the end from going out: the owner is told on its day, since nobody
 * else will be (protocol.md, Closing and re-opening a term; R8). Without an owner a person must look at it.
 */
export function heldNotices(
  steps: readonly Wanted[],
  facts: TermFacts,
  input: PlanInput,
): { wanted: Wanted[]; notWanted: NotWanted[] } {
  const { hold, reminders } = input;
  const last = steps.filter(({ lastStep, node, legal }) => lastStep && node >= 0 && !legal);
  const row = last.find(({ opensAt }) => hold && opensAt < hold.endsAt);
  const sent = last.some(({ step, nodeDate }) =>
    reminders.some((r) => r.step === step && r.nodeDate === nodeDate && isSend(r)),
  );
  if (!row || sent) return { wanted: [], notWanted: [] };
  const step = { ...NOTICE, node: row.node };
  const answers = hold?.ownerId ? { ...facts, ownerId: hold.ownerId } : facts;
  const [track] = addressedTracks(step, stepName(step), answers, input);
  if (!track || track.to.length === 0)
    return { wanted: [], notWanted: [{ step: stepName(step), addresseeId: null, reason: 'HELD_AT_LAST_STEP' }] };
  const wanted = track.to.flatMap((person) => {
    const place = placeOf(person, facts, input);
    return placeSteps([step], facts, place).placed.map((placed) =>
      wantedRow(facts, step, { ...place, person, track: 0, rungs: track.rungs }, { ...placed, node: step.node }),
    );
  });
  return { wanted, notWanted: [] };
}
