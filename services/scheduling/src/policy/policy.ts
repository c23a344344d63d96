import type { SendWindow } from '@perennial/calendar/window';
import type { Instant } from '@perennial/kernel/instant';
import type { Audience } from '../addressee/addressee.js';
import type { FactValues } from './policy-facts.js';

/** A channel, and the template of its text there. */
export interface Rung {
  readonly channel: string;
  readonly template: string;
}

/** What can be heard behind a send, the weakest first, and how much it says. */
export const HEARD = ['DELIVERED', 'OPENED', 'CLICKED', 'ANSWERED'] as const;
export type Heard = (typeof HEARD)[number];
export const GRADES = ['WEAK', 'MEDIUM', 'STRONG'] as const;
export type Grade = (typeof GRADES)[number];

/** A follow-up on silence: on another channel, with another text. */
export interface Escalation {
  /** Open hours of the addressee in which nothing was heard. */
  readonly afterHours: number;
  /** The least that counts as heard. */
  readonly without: Heard;
  readonly grade: Grade;
  /** Only where this weaker evidence is there; null in any case. */
  readonly when: Heard | null;
  readonly rungs: readonly Rung[];
}

/** One step of a policy, read from its document. Node n is n days before the last day; negative: after it. */
export interface PolicyStep {
  readonly node: number;
  readonly purpose: string;
  readonly audience: Audience;
  /** Roles of the contacts addressed; of owners, where the audience is internal. */
  readonly roles: readonly string[];
  /** One channel plan a track; within it the channels to fail over to, in order. */
  readonly tracks: readonly (readonly Rung[])[];
  /** The document names no tracks: who is told decides in which order its channels have their turn. */
  readonly routed?: boolean;
  readonly window: SendWindow;
  readonly roll: 'later' | 'earlier';
  readonly legal: boolean;
  /** How long after its opening the step may still go out, ms of open time: a day of it is one day's window. */
  readonly lateMs: number;
  /** A send satisfies a moved step unless the new node lies more than this after it, ms (protocol.md, Identity). */
  readonly repeatAfterMs: number;
  /** How far a step that a change of policy brings must lie behind the last send of its purpose, ms. */
  readonly repeatGapMs: number;
  /** It comes up again every so many days, as long as the term is not closed; null for once. */
  readonly everyDays: number | null;
  /** What follows on silence, in order. */
  readonly escalate: readonly Escalation[];
}

/** How a policy has somebody told at once who has heard nothing yet; `node` and `roll` do not count. */
export interface FirstContact extends PolicyStep {
  /** The text behind the term's end; null where the customer hears nothing then. */
  readonly afterEnd: string | null;
}

/** A policy document. Steps stand in order of time. */
export interface PolicyDocument {
  readonly policy: string;
  /** Lower goes first; the first policy that matches is taken. */
  readonly priority: number;
  /** CEL over the variables of policy-facts.ts. */
  readonly select: string;
  readonly steps: readonly PolicyStep[];
  /** Null: a term that comes too late for its steps waits for the next one. */
  readonly firstContact: FirstContact | null;
}

/** A stored version. */
export interface PolicyVersion {
  readonly name: string;
  readonly version: number;
  readonly document: string;
  readonly active: boolean;
  readonly savedAt: Instant;
}

/** A version as it was read when it was saved, perhaps by a newer build. */
export interface StoredPolicy {
  readonly name: string;
  readonly version: number;
  readonly compiled: PolicyDocument;
}

/** An active version ready to be evaluated. */
export interface CompiledPolicy extends PolicyDocument {
  readonly version: number;
  /** Throws where the expression fails at run time, as by a division by zero. */
  matches(facts: FactValues): boolean;
}

/** The text that a first contact behind the end has where the policy says nothing else. */
export const AFTER_END = 'after-expiry';

export function hasInternalSteps({ steps }: Pick<PolicyDocument, 'steps'>): boolean {
  return steps.some(({ audience }) => audience === 'INTERNAL');
}

export interface Selection {
  readonly policy: CompiledPolicy | null;
  /** Names of policies whose condition failed at run time; they do not match. */
  readonly failed: readonly string[];
}

/** The first matching policy by priority, then name. */
export function selectPolicy(policies: readonly CompiledPolicy[], facts: FactValues): Selection {
  const failed: string[] = [];
  const ordered = [...policies].sort((a, b) => a.priority - b.priority || (a.policy < b.policy ? -1 : 1));
  for (const policy of ordered) {
    try {
      if (policy.matches(facts)) return { policy, failed };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      failed.push(policy.policy);
    }
  }
  return { policy: null, failed };
}
