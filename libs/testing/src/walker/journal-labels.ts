import type { TermSnapshot } from '@perennial/proto/gen/perennial/events/v1/contracts';
import type { JournalEvent } from './read-journal.js';

/**
 * Names for what has ids: given for customers and contracts, made of them for terms; a reminder is a step
 * `<node>/<purpose>` of a term.
 */
export interface JournalLabels {
  customer(id: string): string;
  contract(id: string): string;
  /** `<contract>/<number>` */
  term(id: string): string;
  reminder(id: string): { readonly of: string; readonly step: string };
}

/** Collects the terms and reminders that events tell of. An id nobody named is an error: a journal has no uuids. */
export function labelsOf(events: readonly JournalEvent[], named: Readonly<Record<string, string>>): JournalLabels {
  const known = new Map(Object.entries(named));
  const reminders = new Map<string, { of: string; step: string }>();
  const labelOf = (id: string): string => {
    const label = known.get(id);
    if (label === undefined) throw new Error(`nothing is named ${id}`);
    return label;
  };
  for (const { termId, contractId, number } of events.flatMap(termsOf))
    known.set(termId, `${labelOf(contractId)}/${number}`);
  for (const event of events) {
    if (event.type !== 'reminder.planned') continue;
    for (const { reminderId, step } of event.payload.reminders)
      reminders.set(reminderId, { of: labelOf(event.payload.termId), step });
  }
  const reminder = (id: string): { of: string; step: string } => {
    const known = reminders.get(id);
    if (!known) throw new Error(`no reminder ${id} was planned`);
    return known;
  };
  return { customer: labelOf, contract: labelOf, term: labelOf, reminder };
}

function termsOf(event: JournalEvent): TermSnapshot[] {
  if (event.type === 'contract.changed') return event.payload.terms;
  if (event.type === 'contract.renewed')
    return [event.payload.term, event.payload.nextTerm].filter((term) => term !== undefined);
  return 'term' in event.payload && event.payload.term ? [event.payload.term] : [];
}
