import { enumNames } from '@perennial/proto/enum-names';
import { ReminderState as WireState, Retry as WireRetry } from '@perennial/proto/gen/perennial/types/v1/types';
import type { AddresseeId, AddresseeKind, Audience } from '../addressee/addressee.js';
import type { Rung } from '../policy/policy.js';
import {
  derivedId,
  type ContractId,
  type CustomerId,
  type MessageId,
  type RecipientId,
  type ReminderId,
  type TermId,
} from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { LocalDate } from '@perennial/kernel/local-date';
import { defineTransitions } from '@perennial/kernel/transitions';

export const REMINDER_STATE_NAMES = enumNames('REMINDER_STATE_', WireState);
export type ReminderState = (typeof REMINDER_STATE_NAMES.words)[number];

/** What delivery's outcome asks of scheduling while the step is open (protocol.md, States). */
export const RETRIES = enumNames('RETRY_', WireRetry);
export type Retry = (typeof RETRIES.words)[number];

/** protocol.md, States. HELD is never an end; after RELEASED only delivery's outcome ends a reminder. */
export const REMINDER_STATES = defineTransitions<ReminderState>('Reminder', {
  initial: 'PLANNED',
  table: {
    PLANNED: ['HELD', 'RELEASED', 'SKIPPED', 'SUPPRESSED', 'SUPERSEDED'],
    HELD: ['PLANNED', 'RELEASED', 'SKIPPED', 'SUPPRESSED', 'SUPERSEDED'],
    RELEASED: ['SENT', 'SKIPPED', 'SUPPRESSED', 'SUPERSEDED', 'FAILED'],
    SENT: [],
    SKIPPED: [],
    SUPPRESSED: [],
    SUPERSEDED: [],
    FAILED: [],
  },
  ends: ['SENT', 'SKIPPED', 'SUPPRESSED', 'SUPERSEDED', 'FAILED'],
});

/**
 * (term, step, audience, addressee, track, escalation); with the occurrence it names a reminder (protocol.md,
 * Identity).
 */
export interface ReminderKey {
  readonly termId: TermId;
  /** `<node>/<purpose>`, as in T-30/reminder; never policy or version. */
  readonly step: string;
  readonly audience: Audience;
  readonly addresseeKind: AddresseeKind;
  readonly addresseeId: AddresseeId;
  readonly track: number;
  readonly escalation: number;
}

/** Where and when a reminder may go out: instants, and the window of the addressee's day in `zone` (minutes). */
export interface Placement {
  readonly recipientId: RecipientId;
  /** Channels to fail over to, in order, each with its template. */
  readonly rungs: readonly Rung[];
  readonly legal: boolean;
  readonly zone: string;
  readonly windowFrom: number;
  readonly windowTo: number;
  readonly windowDays: 'working' | 'all';
  /** Days of the week that the addressee does not work, ISO (Monday 1). */
  readonly weekend: readonly number[];
  /** The last step before the end of its term, or the last of all: admitted above the cap. */
  readonly lastStep: boolean;
  readonly opensAt: Instant;
  readonly closesAt: Instant;
}

/** A place, and when the reminder is due there. */
export interface DuePlacement extends Placement {
  /** `opensAt`, or the opening of a later try, until the release holds it. */
  readonly dueAt: Instant;
}

/** What planning wants to exist. `node` is days before the last day. */
export interface WantedReminder extends ReminderKey, Placement {
  readonly contractId: ContractId;
  readonly customerId: CustomerId;
  readonly node: number;
  readonly nodeDate: LocalDate;
  /** The last day that was told and is not true any more, where this row corrects one. */
  readonly correctsLastDay: LocalDate | null;
}

export interface PlannedReminder extends WantedReminder, DuePlacement {
  readonly reminderId: ReminderId;
  readonly occurrence: number;
  /** PLANNED, or HELD where a hold keeps it. */
  readonly state: ReminderState;
  readonly reason: string;
  readonly policy: string;
  readonly policyVersion: number;
}

/** A reminder as stored. `sentAt` is the acceptance instant. */
export interface Reminder extends PlannedReminder {
  readonly plannedAt: Instant;
  readonly messageId: MessageId | null;
  readonly releasedAt: Instant | null;
  readonly withdrawnAt: Instant | null;
  readonly sentAt: Instant | null;
  /** The channel on which it went; null where it did not, and of builds that did not keep it. */
  readonly sentOn: string | null;
  readonly endedAt: Instant | null;
  /** Null until delivery's outcome, and where scheduling itself ended the reminder. */
  readonly retry: Retry | null;
}

/** A key as text, for maps. */
export function keyText(key: ReminderKey): string {
  return [key.step, key.audience, key.addresseeKind, key.addresseeId, key.track, key.escalation].join('|');
}

/** The id of the n-th occurrence of a key, the same on every machine. */
export function reminderId(key: ReminderKey, occurrence: number): ReminderId {
  return derivedId<ReminderId>(
    'reminder',
    key.termId,
    key.step,
    key.audience,
    key.addresseeKind,
    key.addresseeId,
    String(key.track),
    String(key.escalation),
    String(occurrence),
  );
}
