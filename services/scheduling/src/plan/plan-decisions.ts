import { createHash } from 'node:crypto';
import { ZONE_RULES_VERSION } from '@perennial/calendar/zone';
import { formatInstant } from '@perennial/kernel/instant';
import { canonicalJson, type DecisionDraft } from '../decision/decision.js';
import type { Answer } from '../evidence/answer.js';
import type { PlanInput } from './plan-input.js';
import type { EndedByPlan, Inserted, LivePlace, Move, Plan } from './plan.js';
import type { Placement } from '../reminder/reminder.js';

function placeFacts(place: Placement): Record<string, unknown> {
  return {
    opensAt: formatInstant(place.opensAt),
    closesAt: formatInstant(place.closesAt),
    zone: place.zone,
    recipient: place.recipientId,
  };
}

type Hold = PlanInput['hold'];

/** Who holds what back until when; nothing where nothing is held. */
function holdFacts(hold: Hold): Record<string, unknown> {
  return hold ? { hold: { id: hold.holdId, reason: hold.reason, owner: hold.ownerId, until: hold.until } } : {};
}

function answerFacts({ kind, addresseeId, reminderId, at }: Answer): Record<string, unknown> {
  return { answer: kind, addressee: addresseeId, reminder: reminderId, at: formatInstant(at) };
}

/** The circumstances of a plan; when they are as before and nothing changes, planning again leaves no trace. */
function circumstances(
  { term, policy, hold, answers }: PlanInput,
  failed: readonly string[],
  { idle, notWanted }: Plan,
): Record<string, unknown> {
  if (idle !== null) return { idle, policiesFailed: failed };
  return {
    policy: policy?.policy ?? null,
    policyVersion: policy?.version ?? null,
    policiesFailed: failed,
    zoneRules: ZONE_RULES_VERSION,
    termVersion: term.facts?.version ?? 0,
    lastDay: term.facts?.lastDay ?? null,
    notWanted,
    ...holdFacts(hold),
    ...(answers.length > 0 ? { answers: answers.map(answerFacts) } : {}),
  };
}

/**
 * The ledger rows of a plan: one for the plan itself where its circumstances are new, one for every reminder it
 * touches.
 */
export function planDecisions(
  input: PlanInput,
  failed: readonly string[],
  plan: Plan,
): { drafts: DecisionDraft[]; planHash: string } {
  const facts = circumstances(input, failed, plan);
  const planHash = createHash('sha256').update(canonicalJson(facts)).digest('hex');
  const ofPlan: DecisionDraft = { kind: 'PLANNED', reminderId: null, reason: plan.idle ?? 'PLAN', facts };
  const drafts = [
    ...(planHash === input.term.planHash ? [] : [ofPlan]),
    ...plan.insert.map((row) => insertedDraft(row, input.hold)),
    ...plan.move.map((move) => movedDraft(move, input.hold)),
    ...plan.end.map(endedDraft),
    ...plan.withdraw.map(withdrawnDraft),
  ];
  return { drafts, planHash };
}

function insertedDraft(row: Inserted, hold: Hold): DecisionDraft {
  return {
    ...kindOf(row, row.after ?? (row.silence ? 'SILENCE' : row.occurrence > 0 ? 'AGAIN' : 'WANTED')),
    reminderId: row.reminderId,
    facts: {
      ...placeFacts(row),
      step: row.step,
      nodeDate: row.nodeDate,
      rolled: row.rolled,
      addressee: row.addresseeId,
      occurrence: row.occurrence,
      policy: row.policy,
      policyVersion: row.policyVersion,
      ...silenceFacts(row),
      ...takenOver(row),
      ...routeFacts(row),
      ...(row.after === null ? {} : { dueAt: formatInstant(row.dueAt) }),
      ...(row.correctsLastDay === null ? {} : { correctsLastDay: row.correctsLastDay }),
      ...(row.state === 'HELD' ? { until: formatInstant(row.dueAt), ...holdFacts(hold) } : {}),
    },
  };
}

function movedDraft({ reminder, to }: Move, hold: Hold): DecisionDraft {
  const facts = {
    from: placeFacts(reminder),
    to: placeFacts(to),
    ...takenOver(to),
    ...(to.state === 'HELD' ? { until: formatInstant(to.dueAt), ...holdFacts(hold) } : {}),
  };
  return { ...kindOf(to, 'MOVED'), reminderId: reminder.reminderId, facts };
}

/** By what the order of channels was chosen, where the policy leaves it open. */
function routeFacts({ routedBy, rungs }: Inserted): Record<string, unknown> {
  return routedBy === null ? {} : { routedBy, channels: rungs.map(({ channel }) => channel) };
}

/** Why a follow-up goes, and on which channels. */
function silenceFacts({ silence, escalation, rungs }: Inserted): Record<string, unknown> {
  if (!silence) return {};
  const { since, ...of } = silence;
  return { escalation, channels: rungs.map(({ channel }) => channel), ...of, since: formatInstant(since) };
}

/** The follow-up whose channels and text a step has instead of its own. */
function takenOver({ takesOver, rungs }: Pick<LivePlace, 'takesOver' | 'rungs'>): Record<string, unknown> {
  return takesOver === null ? {} : { takesOver, channels: rungs.map(({ channel }) => channel) };
}

/** What a hold keeps is held, whatever else becomes of it. */
function kindOf({ state, reason }: Pick<LivePlace, 'state' | 'reason'>, planned: string) {
  return state === 'HELD' ? ({ kind: 'HELD', reason } as const) : ({ kind: 'PLANNED', reason: planned } as const);
}

function endedDraft({ reminder, state, reason }: EndedByPlan): DecisionDraft {
  return { kind: state, reminderId: reminder.reminderId, reason, facts: { was: reminder.state } };
}

function withdrawnDraft({ reminder, reason }: Plan['withdraw'][number]): DecisionDraft {
  return { kind: 'WITHDRAWN', reminderId: reminder.reminderId, reason, facts: { message: reminder.messageId } };
}
