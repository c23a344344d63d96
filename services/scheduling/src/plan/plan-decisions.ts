import { createHash } from 'node:crypto';
import { ZONE_RULES_VERSION } from '@perennial/calendar/zone';
import { formatInstant } from '@perennial/kernel/instant';
import { canonicalJson, type DecisionDraft } from '../decision/decision.js';
import type { CompiledPolicy } from '../policy/policy.js';
import type { Term } from '../term/term.js';
import type { EndedByPlan, Inserted, Move, Plan } from './plan.js';
import type { Placement } from '../reminder/reminder.js';

function placeFacts(place: Placement): Record<string, unknown> {
  return {
    opensAt: formatInstant(place.opensAt),
    closesAt: formatInstant(place.closesAt),
    zone: place.zone,
    recipient: place.recipientId,
  };
}

/** The circumstances of a plan; when they are as before and nothing changes, planning again leaves no trace. */
function circumstances(
  term: Term,
  policy: CompiledPolicy | null,
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
  };
}

/**
 * The ledger rows of a plan: one for the plan itself where its circumstances are new, one for every reminder it
 * touches.
 */
export function planDecisions(
  term: Term,
  policy: CompiledPolicy | null,
  failed: readonly string[],
  plan: Plan,
): { drafts: DecisionDraft[]; planHash: string } {
  const facts = circumstances(term, policy, failed, plan);
  const planHash = createHash('sha256').update(canonicalJson(facts)).digest('hex');
  const ofPlan: DecisionDraft = { kind: 'PLANNED', reminderId: null, reason: plan.idle ?? 'PLAN', facts };
  const drafts = [
    ...(planHash === term.planHash ? [] : [ofPlan]),
    ...plan.insert.map(insertedDraft),
    ...plan.move.map(movedDraft),
    ...plan.end.map(endedDraft),
    ...plan.withdraw.map(withdrawnDraft),
  ];
  return { drafts, planHash };
}

function insertedDraft(row: Inserted): DecisionDraft {
  return {
    kind: 'PLANNED',
    reminderId: row.reminderId,
    reason: row.after ?? (row.occurrence > 0 ? 'AGAIN' : 'WANTED'),
    facts: {
      ...placeFacts(row),
      step: row.step,
      nodeDate: row.nodeDate,
      rolled: row.rolled,
      addressee: row.addresseeId,
      occurrence: row.occurrence,
      policy: row.policy,
      policyVersion: row.policyVersion,
      ...(row.after === null ? {} : { dueAt: formatInstant(row.dueAt) }),
    },
  };
}

function movedDraft({ reminder, to }: Move): DecisionDraft {
  const facts = { from: placeFacts(reminder), to: placeFacts(to) };
  return { kind: 'PLANNED', reminderId: reminder.reminderId, reason: 'MOVED', facts };
}

function endedDraft({ reminder, state, reason }: EndedByPlan): DecisionDraft {
  return { kind: state, reminderId: reminder.reminderId, reason, facts: { was: reminder.state } };
}

function withdrawnDraft({ reminder, reason }: Plan['withdraw'][number]): DecisionDraft {
  return { kind: 'WITHDRAWN', reminderId: reminder.reminderId, reason, facts: { message: reminder.messageId } };
}
