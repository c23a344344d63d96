import type { Instant } from '@perennial/kernel/instant';
import type { LocalDate } from '@perennial/kernel/local-date';
import type { Addressee, AddresseeId } from '../addressee/addressee.js';
import type { Heard, PolicyStep, Rung } from '../policy/policy.js';
import type { RoutedBy } from '../policy/route-rungs.js';
import type { TermFacts } from '../term/term.js';
import type { WantedReminder } from '../reminder/reminder.js';

/** A row that should exist, with what decides whether an earlier send satisfies it. */
export interface Wanted extends WantedReminder {
  readonly repeatAfterMs: number;
  readonly repeatGapMs: number;
  readonly rolled: string;
  /** Wanted for what happened, not for its node: neither an earlier send nor a change of policy is held against it. */
  readonly occasion: boolean;
  /** The silence that a follow-up follows; null for everything else. */
  readonly silence: Silence | null;
  /** `<step>#<n>` of the follow-up whose channels and text the step has instead of its own; null for none. */
  readonly takesOver: string | null;
  /** Why its channels stand in this order; null where the policy says so. */
  readonly routedBy: RoutedBy | null;
}

/** Since when nothing was heard, for how many open hours it was waited, for what, and what was heard instead. */
export interface Silence {
  readonly since: Instant;
  readonly openHours: number;
  readonly without: Heard;
  readonly heard: string | null;
}

/**
 * A step that is not planned, and why: PAST, BEFORE_START, NO_WINDOW, OVERTAKEN, BEFORE_CHANGE, REPEAT_GAP; NO_ADDRESS
 * (for nobody at all), CORRECTIONS_USED, and after earlier tries WAIT_FOR_TERM, NO_OPENING, TRIES_USED.
 */
export interface NotWanted {
  readonly step: string;
  readonly addresseeId: AddresseeId | null;
  readonly reason: string;
}

/** Where a row lies: its step and the time that it has. */
export interface RowPlace {
  readonly name: string;
  readonly node: number;
  readonly date: LocalDate;
  readonly opensAt: Instant;
  readonly closesAt: Instant;
  readonly rolled: string;
}

/** Who is told, on which channels, and where they are. */
export interface RowTo {
  readonly person: Addressee;
  readonly track: number;
  readonly rungs: readonly Rung[];
  readonly routedBy?: RoutedBy | null;
  readonly zone: string;
  readonly weekend: readonly number[];
}

export function wantedRow(
  { termId, contractId, customerId }: TermFacts,
  { audience, window, legal, repeatAfterMs, repeatGapMs }: PolicyStep,
  { person, track, rungs, routedBy = null, zone, weekend }: RowTo,
  { name, node, date, opensAt, closesAt, rolled }: RowPlace,
): Wanted {
  return {
    termId,
    contractId,
    customerId,
    addresseeKind: person.kind,
    addresseeId: person.id,
    recipientId: person.recipientId,
    step: name,
    audience,
    track,
    escalation: 0,
    node,
    nodeDate: date,
    rungs,
    legal,
    zone,
    weekend,
    windowFrom: window.from,
    windowTo: window.to,
    windowDays: rolled === 'legal' ? ('all' as const) : window.days,
    opensAt,
    closesAt,
    lastStep: false,
    correctsLastDay: null,
    repeatAfterMs,
    repeatGapMs,
    rolled,
    occasion: false,
    silence: null,
    takesOver: null,
    routedBy,
  };
}
