import { weekendOf } from '@perennial/calendar/weekend';
import type { Addressee } from '../addressee/addressee.js';
import type { TermFacts } from '../term/term.js';
import { delays } from './kept-back.js';
import type { PlanInput } from './plan-input.js';
import type { Place } from './step-placement.js';

/** Where an addressee is: the zone is their own, the customer's or the contract's, the weekend that of the country. */
export function placeOf(person: Addressee, facts: TermFacts, input: PlanInput): Place {
  const { customer, hold, term, answers, now } = input;
  const contact = person.kind === 'CONTACT';
  const to = hold?.endsAt ?? term.heldTo;
  const from = hold ? Math.min(term.heldFrom ?? now, now) : term.heldFrom;
  const zone = person.zone || (contact && customer?.zone) || facts.zone;
  const held = from !== null && to !== null && from < to ? [{ from, to }] : [];
  return {
    zone,
    weekend: weekendOf(contact ? (customer?.country ?? '') : ''),
    paused: contact ? [...held, ...delays({ addresseeId: person.id, zone }, facts, answers)] : [],
  };
}
