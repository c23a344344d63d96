import { formatInstant } from '@perennial/kernel/instant';
import type {
  Decision as DecisionMessage,
  UnplannedStep,
} from '@perennial/proto/gen/perennial/scheduling/v1/scheduling';
import type { Decision } from '../decision/decision.js';

/** A ledger row as gRPC answers it; its facts are the text over which the hash is. */
export function toDecisionMessage(decision: Decision): DecisionMessage {
  return { ...decision, decidedAt: formatInstant(decision.decidedAt) };
}

/** What the newest plan of a term did not plan: its row in the ledger says so. */
export function notPlannedOf(plan: Decision | undefined): UnplannedStep[] {
  const { notWanted } = plan ? factsOf(plan) : {};
  const rows: readonly unknown[] = Array.isArray(notWanted) ? notWanted : [];
  return rows.map((row) => {
    const { step, addresseeId, reason } = row as { step: string; addresseeId: string | null; reason: string };
    return { step, addresseeId: addresseeId ?? '', reason };
  });
}

function factsOf({ facts }: Decision): Record<string, unknown> {
  return JSON.parse(facts) as Record<string, unknown>;
}
