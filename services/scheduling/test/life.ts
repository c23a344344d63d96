import { readFileSync } from 'node:fs';
import { addDays } from '@perennial/calendar/civil';
import { formatInstant, instant, type Instant } from '@perennial/kernel/instant';
import { localDate } from '@perennial/kernel/local-date';
import { contactsOf, customerOf } from '../src/customer/customer-snapshot.js';
import type { Contact } from '../src/customer/customer.js';
import { compilePolicy, readPolicy } from '../src/policy/policy-document.js';
import type { Evidence } from '../src/evidence/evidence.js';
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
  listens: false,
});
export const people = (...contacts: Parameters<typeof sampleContact>[]): Contact[] =>
  contactsOf(sampleCustomer('w', { contacts: contacts.map((of) => sampleContact(...of)) }));

/** A term whose plans are written and whose reminders are sent, as the stores and delivery would. */
export class Life {
  reminders: Reminder[] = [];
  term: Term;
  plan: Plan | null = null;
  more: Partial<TermPlanInput> = {};
  evidence: Evidence[] = [];

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
        evidence: this.evidence,
        outages: [],
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
    const on = (r: Reminder): string | null => (sent.state === 'SENT' ? (r.rungs[0]?.channel ?? null) : null);
    this.reminders = this.reminders.map((r) => (due.includes(r) ? { ...r, sentOn: on(r), ...sent } : r));
    return due.map(({ step }) => step);
  }

  /** Goes on to an instant: plans when it is time to look again, sends what is due. @returns what was sent. */
  walkTo(when: string): string[] {
    const sent: string[] = [];
    for (let now: Instant | null = this.#next(); now !== null && now <= at(when); now = this.#next()) {
      if (this.plan?.lookAt && this.plan.lookAt <= now) this.planAt(formatInstant(now));
      const before = this.reminders.filter(({ state }) => state === 'SENT');
      this.sendAt(formatInstant(now));
      const ids = new Set(before.map(({ reminderId }) => reminderId));
      for (const r of this.reminders.filter(({ state, reminderId }) => state === 'SENT' && !ids.has(reminderId)))
        sent.push(tell(r));
    }
    return sent;
  }

  #next(): Instant | null {
    const due = this.reminders.filter((r) => r.state === 'PLANNED' && r.closesAt > r.dueAt).map(({ dueAt }) => dueAt);
    const all = [...due, ...(this.plan?.lookAt ? [this.plan.lookAt] : [])];
    return all.length > 0 ? instant(Math.min(...all)) : null;
  }

  /** Something becomes known behind the newest send of a step. */
  hear(kind: Evidence['kind'], step: string, when: string, more: Partial<Evidence> = {}): void {
    const send = this.reminders.findLast((r) => r.step === step && r.state === 'SENT');
    if (!send) throw new Error(`${step} was not sent`);
    const { reminderId, termId, sentOn } = send;
    const times = { firstAt: at(when), lastAt: at(when) };
    const of = { reminderId, termId, kind, grade: 'MEDIUM' as const, channel: sentOn ?? '', ...times, answer: null };
    this.evidence = [...this.evidence, { ...of, ...more }];
    // As the consumer does.
    if (this.plan?.listens || ['BOUNCED', 'COMPLAINED', 'ANSWERED'].includes(kind)) this.planAt(when);
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
/** A send as tests read it: step, number of the follow-up, channel, text and instant. */
function tell({ step, escalation, sentOn, rungs, sentAt }: Reminder): string {
  const number = escalation > 0 ? `#${escalation}` : '';
  return `${step}${number} ${sentOn} ${rungs[0]?.template} ${sentAt ? formatInstant(sentAt) : ''}`;
}
const FRESH = {
  messageId: null,
  releasedAt: null,
  withdrawnAt: null,
  sentAt: null,
  sentOn: null,
  endedAt: null,
  retry: null,
};
