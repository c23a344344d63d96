import type { EvidenceGrade, EvidenceKind } from './evidence.js';
import { isMachineAgent } from './machine.js';

/** One of our own pages, or the picture in a mail, was asked for with the reference of a message. */
export interface Visit {
  /** `page`: the link of a message; `picture`: shown by opening it. */
  readonly of: 'page' | 'picture';
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly userAgent: string;
  /** Ms since a provider took the message, by the wall clock: people read in real time, whatever the business clock. */
  readonly sinceTakenMs: number | null;
  /** Other links of the message that were followed right before. */
  readonly othersAtOnce: number;
}

/** Mail gateways follow links before they hand a mail on; nobody has read one so soon. */
export const SCANNED_WITHIN_MS = 10_000;
/** Within this time, following several links is more than a hand does. */
export const AT_ONCE_MS = 5_000;
/** So many others at once are a scanner's. */
const MOST_OTHERS = 2;

/** What a visit is evidence of: what a machine does as well is weak, a form that was sent is a person. */
export function visitEvidence(visit: Visit): { readonly kind: EvidenceKind; readonly grade: EvidenceGrade } {
  const kind = visit.of === 'page' ? 'CLICKED' : 'OPENED';
  return { kind, grade: isMachineVisit(visit) ? 'WEAK' : visit.method === 'POST' ? 'STRONG' : 'MEDIUM' };
}

function isMachineVisit({ method, userAgent, sinceTakenMs, othersAtOnce }: Visit): boolean {
  if (method === 'HEAD' || isMachineAgent(userAgent)) return true;
  if (method === 'POST') return false;
  return (sinceTakenMs !== null && sinceTakenMs < SCANNED_WITHIN_MS) || othersAtOnce >= MOST_OTHERS;
}
