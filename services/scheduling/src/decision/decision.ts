import { createHash } from 'node:crypto';
import canonicalizeModule from 'canonicalize';
import type { ReminderId, TermId } from '@perennial/kernel/ids';
import { formatInstant, type Instant } from '@perennial/kernel/instant';

/** The package is CommonJS whose export is the function itself; its types say it has a default export. */
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string | undefined;

export type DecisionKind =
  | 'PLANNED'
  | 'HELD'
  | 'RELEASED'
  | 'WITHDRAWN'
  | 'SENT'
  | 'SKIPPED'
  | 'SUPPRESSED'
  | 'SUPERSEDED'
  | 'FAILED'
  // What became known behind a send: it did not arrive, or its addressee answered or complained.
  | 'HEARD';

/**
 * What was decided and from which inputs; ids and facts without personal data. `reminderId` is null for a whole plan.
 */
export interface DecisionDraft {
  readonly kind: DecisionKind;
  readonly reminderId: ReminderId | null;
  readonly reason: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** A decision of a term whose place in the ledger is not known yet. */
export interface TermDecision extends DecisionDraft {
  readonly termId: TermId;
}

/** A row of a term's ledger. `facts` is RFC 8785 JSON; hashes are SHA-256 in hex, the first `prevHash` is empty. */
export interface Decision extends Omit<DecisionDraft, 'facts'> {
  readonly termId: TermId;
  readonly seq: number;
  readonly decidedAt: Instant;
  readonly facts: string;
  readonly prevHash: string;
  readonly hash: string;
}

/** Where a term's chain ends; kept on the term's row and moved under its lock. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

/** RFC 8785 JSON of a value without bigint or undefined at the top. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('the value has no JSON form');
  return text;
}

/** SHA-256 over the RFC 8785 JSON of everything in a decision but its hash (protocol.md, Decisions). */
export function decisionHash(decision: Omit<Decision, 'hash'>): string {
  const { termId, seq, prevHash, kind, reminderId, reason, facts, decidedAt } = decision;
  // Names in order, texts and whole numbers only: JSON.stringify gives the RFC 8785 form at a fraction of the cost.
  const text = JSON.stringify({
    at: formatInstant(decidedAt),
    facts,
    kind,
    prev: prevHash,
    reason,
    reminder: reminderId,
    seq,
    term: termId,
  });
  return createHash('sha256').update(text).digest('hex');
}

/** Appends decisions to a term's chain in their order. @returns the rows and the new head. */
export function chainDecisions(
  termId: TermId,
  head: ChainHead,
  drafts: readonly DecisionDraft[],
  now: Instant,
): { rows: Decision[]; head: ChainHead } {
  const rows: Decision[] = [];
  let { seq, hash } = head;
  for (const draft of drafts) {
    const row = { ...draft, termId, seq: seq + 1, prevHash: hash, decidedAt: now, facts: canonicalJson(draft.facts) };
    ({ seq, hash } = { seq: row.seq, hash: decisionHash(row) });
    rows.push({ ...row, hash });
  }
  return { rows, head: { seq, hash } };
}

/** Whether a term's whole ledger, in order of seq, is unbroken and ends at the head on the term's row. */
export function isIntact(decisions: readonly Decision[], head: ChainHead): boolean {
  let prevHash = '';
  for (const [i, decision] of decisions.entries()) {
    if (decision.seq !== i + 1 || decision.prevHash !== prevHash || decisionHash(decision) !== decision.hash)
      return false;
    prevHash = decision.hash;
  }
  return decisions.length === head.seq && prevHash === head.hash;
}
