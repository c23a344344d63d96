import type { AuditedSystem, Invariant } from './audited-system.js';
import { outboxEqualsLog } from './log-invariants.js';
import { onePayment, onePrice } from './money-invariants.js';
import { explained, inOrder, nextTermLives, tombstone } from './planning-invariants.js';
import { consentAtSend, noDoubleSend, nothingLost, oneChannelWins, quietAfterRenewal } from './sending-invariants.js';

/** Everything the auditor checks, in the order of invariants.md; own-rows-only has no parts yet. */
export const INVARIANTS: readonly Invariant[] = [
  quietAfterRenewal, nothingLost, noDoubleSend, oneChannelWins, tombstone, nextTermLives, inOrder, outboxEqualsLog, consentAtSend, onePayment, onePrice, explained,
];

export interface Verdict {
  readonly name: string;
  readonly promise: string;
  readonly violations: readonly string[];
}

export interface AuditReport {
  readonly verdicts: readonly Verdict[];
  /** Messages of which nobody can know whether the provider accepted; neither lost nor doubled. */
  readonly uncertain: number;
  readonly accepted: number;
}

/** Checks every invariant against the databases. Expects a system that has nothing to do. */
export async function audit(system: AuditedSystem): Promise<AuditReport> {
  const verdicts: Verdict[] = [];
  for (const { name, promise, check } of INVARIANTS) verdicts.push({ name, promise, violations: await check(system) });
  const [count] = await system.delivery.query<{ uncertain: number; accepted: number }>(
    `select count(*) filter (where state = 'UNCERTAIN')::int as uncertain, count(*) filter (where state = 'ACCEPTED')::int as accepted from message`, [],
  );
  return { verdicts, uncertain: count?.uncertain ?? 0, accepted: count?.accepted ?? 0 };
}

/** All violations as one list, for tests. */
export function violationsOf(report: AuditReport): string[] {
  return report.verdicts.flatMap(({ name, violations }) => violations.map((violation) => `${name}: ${violation}`));
}
