import { readFileSync } from 'node:fs';
import { addDays } from '@perennial/calendar/civil';
import { formatInstant, instant, type Instant } from '@perennial/kernel/instant';
import { localDate } from '@perennial/kernel/local-date';
import { contactsOf, customerOf } from '../src/customer/customer-snapshot.js';
import type { Contact } from '../src/customer/customer.js';
import { compilePolicy, readPolicy } from '../src/policy/policy-document.js';
import type { CompiledPolicy } from '../src/policy/policy.js';
import { UNKNOWN_REACH } from '../src/reach/reach.js';
import { sampleContact, sampleContract, sampleCustomer, sampleTerm } from './sample-events.js';
import { contractOf, termFactsOf } from '../src/term/contract-snapshot.js';
import type { Term } from '../src/term/term.js';
import type { Reminder } from '../src/reminder/reminder.js';
import type { Plan } from '../src/plan/plan.js';
import { planTerm, type TermPlanInput } from '../src/plan/term-plan.js';

export const preset = (name: string): CompiledPolicy => {
  const text = readFileSync(new URL(`../src/policy/presets/${name}.yaml`, import.meta.url), 'utf8');
  return policyOf(text);
};
export function policyOf(text: string, version = 1): CompiledPolicy {
  const read = readPolicy(text, []);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  const compiled = compilePolicy(read.value, version);
  if (!compiled.ok) throw new Error(compiled.error);
  return compiled.value;
}
export const at = (text: string): Instant => instant(Date.parse(text));
export const contract = sampleContract('w', 'w');
export const ofLastDay = (lastDay: string, start = addDays(lastDay, -364)): Term => ({
  termId: termFactsOf(sampleTerm(contract)).termId,
  facts: {
    ...termFactsOf(sampleTerm(contract)),
    zone: 'Europe/Berlin',
    start: localDate(start),
    lastDay: localDate(lastDay),
  },
  expiring: true,
  closed: false,
  decisionSeq: 0,
  decisionHash: '',
  planHash: '',
  archived: false,
  waitingSince: null,
  reopenedAt: null,
  heldFrom: null,
  heldTo: null,
  plannedBy: null,
});
export const people = (...contacts: Parameters<typeof sampleContact>[]): Contact[] =>
  contactsOf(sampleCustomer('w', { contacts: contacts.map((of) => sampleContact(...of)) }));

/** A term whose plans are written and whose reminders are sent, as the stores and delivery would. */
export class Life {
  reminders: Reminder[] = [];
  term: Term;
  plan: Plan | null = null;
  more: Partial<TermPlanInput> = {};

  constructor(
    term: Term,
    public policies: CompiledPolicy[],
    public contacts = people(['ann']),
  ) {
    this.term = term;
  }

  planAt(when: string): Plan {
    const now = at(when);
    const customer = { ...customerOf(sampleCustomer('w', { country: 'DE', zone: 'Europe/Berlin' })) };
    const input = { term: this.term, contract: contractOf(contract), customer, contacts: this.contacts };
    const { term, plan } = planTerm(
      {
        ...input,
        owners: [],
        reach: UNKNOWN_REACH,
        reminders: this.reminders,
        policies: this.policies,
        finished: new Set(),
        ...this.more,
      },
      now,
    );
    this.term = term;
    this.plan = plan;
    const ended = new Map(plan.end.map(({ reminder, state, reason }) => [reminder.reminderId, { state, reason }]));
    const moved = new Map(plan.move.map(({ reminder, to }) => [reminder.reminderId, to]));
    this.reminders = [
      ...this.reminders.map((r) => ({ ...r, ...moved.get(r.reminderId), ...ended.get(r.reminderId) })),
      ...plan.insert.map((row): Reminder => ({ ...row, ...FRESH, plannedAt: now })),
    ];
    return plan;
  }

  /** What is due by then is released; delivery answers with `outcome`. */
  sendAt(when: string, outcome: Partial<Reminder> = { state: 'SENT' }): string[] {
    const now = at(when);
    const due = this.reminders.filter((r) => r.state === 'PLANNED' && r.dueAt <= now && r.closesAt > now);
    const sent = { sentAt: outcome.state === 'SENT' ? now : null, releasedAt: now, ...outcome };
    this.reminders = this.reminders.map((r) => (due.includes(r) ? { ...r, ...sent } : r));
    return due.map(({ step }) => step);
  }

  move(lastDay: string): void {
    if (this.term.facts) this.term = { ...this.term, facts: { ...this.term.facts, lastDay: localDate(lastDay) } };
  }

  live(): string[] {
    return this.reminders
      .filter(({ state }) => state === 'PLANNED' || state === 'HELD')
      .sort((a, b) => a.dueAt - b.dueAt)
      .map((r) => `${r.step} ${formatInstant(r.dueAt)}${r.state === 'HELD' ? ` ${r.reason}` : ''}`);
  }
}
const FRESH = { messageId: null, releasedAt: null, withdrawnAt: null, sentAt: null, endedAt: null, retry: null };
