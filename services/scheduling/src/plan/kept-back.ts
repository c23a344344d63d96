import { nodeDate } from '@perennial/calendar/node';
import type { Pause } from '@perennial/calendar/open-time';
import { startOfDay } from '@perennial/calendar/zone';
import { addMs, DAY, instant, type Instant } from '@perennial/kernel/instant';
import type { AddresseeId } from '../addressee/addressee.js';
import type { Answer } from '../evidence/answer.js';
import type { TermFacts } from '../term/term.js';
import type { PlanInput } from './plan-input.js';
import type { Wanted } from './wanted-row.js';

/** Who asks to be written to later is not for this long. */
const SNOOZE = 7 * DAY;
/** Who is about to order hears no more until this node. */
const PROCURED_NODE = 7;

/** Why a reminder is held by its plan: a hold of the customer, contract or term, or what an addressee answered. */
export const KEPT_BACK = ['HOLD', 'SNOOZE', 'IN_PROCUREMENT'] as const;

export interface KeptBack {
  readonly reason: (typeof KEPT_BACK)[number];
  readonly until: Instant;
}

/**
 * Pure: what keeps a row back the longest; null for nothing. Legal notices and one's own people it never concerns; an
 * answer not the last step before the end nor the last of all, which goes whatever was said.
 */
export function keptBackBy(row: Wanted, { hold, answers, term, now }: PlanInput): KeptBack | null {
  if (row.legal || row.audience !== 'CUSTOMER') return null;
  const said = row.lastStep || !term.facts ? [] : delays(row, term.facts, answers);
  const all: KeptBack[] = [
    ...(hold ? [{ reason: 'HOLD' as const, until: hold.endsAt }] : []),
    ...said.map(({ reason, to }) => ({ reason, until: instant(to) })),
  ];
  const [longest] = all.filter(({ until }) => row.opensAt < until && now < until).sort((a, b) => b.until - a.until);
  return longest ?? null;
}

/** A span in which somebody is not written to, and why. */
type Delay = Pause & Pick<KeptBack, 'reason'>;

/** Spans in which an addressee is not written to because of answers; a step is not late for them. */
export function delays(
  { addresseeId, zone }: { readonly addresseeId: AddresseeId; readonly zone: string },
  { lastDay }: TermFacts,
  answers: readonly Answer[],
): Delay[] {
  const procured = startOfDay(zone, nodeDate(lastDay, PROCURED_NODE));
  return answers.flatMap(({ kind, at, addresseeId: by }): Delay[] => {
    if (kind === 'SNOOZE' && by === addresseeId) return [{ reason: kind, from: at, to: addMs(at, SNOOZE) }];
    if (kind === 'IN_PROCUREMENT' && at < procured) return [{ reason: kind, from: at, to: procured }];
    return [];
  });
}
