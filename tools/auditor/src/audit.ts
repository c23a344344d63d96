import type { AuditedSystem } from './audited-system.js';
import type { Evidence, Harm, Invariant } from './invariant.js';
import { readLogFacts } from './log-facts.js';
import { outboxEqualsLog } from './log-invariants.js';
import { onePayment, onePrice } from './money-invariants.js';
import { inOrder } from './order-invariants.js';
import { explained, nextTermLives, tombstone } from './planning-invariants.js';
import { neverUnreachableInSilence } from './silence-invariants.js';
import { compareWithProvider } from './provider-evidence.js';
import { moneySettles } from './settling-invariant.js';
import {
  consentAtSend,
  noDoubleSend,
  nothingLost,
  breakerRespected,
  oneChannelWins,
  providerAgrees,
  quietAfterRenewal,
} from './sending-invariants.js';
import { noTaskBehindFence } from './task-invariants.js';
import { oneLiveTerm } from './term-invariants.js';

/** Everything the auditor checks, in the order of invariants.md; own-rows-only has no parts yet. */
export const INVARIANTS: readonly Invariant[] = [
  quietAfterRenewal,
  noTaskBehindFence,
  nothingLost,
  noDoubleSend,
  oneChannelWins,
  breakerRespected,
  tombstone,
  nextTermLives,
  inOrder,
  outboxEqualsLog,
  consentAtSend,
  onePayment,
  onePrice,
  moneySettles,
  explained,
  neverUnreachableInSilence,
  oneLiveTerm,
  providerAgrees,
];

export interface Verdict {
  readonly name: string;
  readonly promise: string;
  readonly harm: Harm;
  readonly violations: readonly string[];
}

export interface AuditReport {
  readonly verdicts: readonly Verdict[];
  /** Messages of which nobody can know whether the provider accepted; neither lost nor doubled. */
  readonly uncertain: number;
  readonly accepted: number;
  /** Records of the event log, republished ones included. */
  readonly records: number;
  readonly deadLetters: number;
  /** Records on our topics that no service of ours wrote. */
  readonly foreign: number;
  /** Messages that the provider's own record holds; undefined without one. */
  readonly providerAccepted: number | undefined;
}

/**
 * Checks every invariant against databases, topics and the provider's record. Expects a system that has nothing to do.
 */
export async function audit(system: AuditedSystem): Promise<AuditReport> {
  const evidence: Evidence = { log: await readLogFacts(system.log), provider: await compareWithProvider(system) };
  const verdicts: Verdict[] = [];
  for (const { name, promise, harm, check } of INVARIANTS)
    verdicts.push({ name, promise, harm, violations: await check(system, evidence) });
  const [count] = await system.delivery.query<{ uncertain: number; accepted: number }>(
    `select count(*) filter (where state = 'UNCERTAIN')::int as uncertain,
     count(*) filter (where state = 'ACCEPTED')::int as accepted from message_all`,
    [],
  );
  const { records, deadLetters, foreign } = evidence.log;
  return {
    verdicts,
    uncertain: count?.uncertain ?? 0,
    accepted: count?.accepted ?? 0,
    records,
    deadLetters,
    foreign,
    providerAccepted: system.provider?.length,
  };
}

/** All violations as one list, for tests. */
export function violationsOf(report: AuditReport): string[] {
  return report.verdicts.flatMap(({ name, violations }) => violations.map((violation) => `${name}: ${violation}`));
}
