import { nodeDate } from '@perennial/calendar/node';
import type { RecipientId } from '@perennial/kernel/ids';
import { addressedContacts, addressedOwners, type Addressee } from '../addressee/addressee.js';
import { TASK } from '../channel/channel.js';
import { isWrongContact } from '../evidence/answer.js';
import type { PolicyStep, Rung } from '../policy/policy.js';
import { expectedRungs, routeRungs, type RoutedBy } from '../policy/route-rungs.js';
import { canReach, type Reachable } from '../reach/reach.js';
import type { TermFacts } from '../term/term.js';
import type { PlanInput } from './plan-input.js';
import type { Reminder } from '../reminder/reminder.js';

/** One channel plan of a step, with those whom it addresses. */
export interface AddressedTrack {
  readonly step: PolicyStep;
  /** The name of the step. */
  readonly name: string;
  readonly track: number;
  readonly rungs: readonly Rung[];
  /** Why they stand in this order; null where the policy says so. */
  readonly routedBy: RoutedBy | null;
  readonly to: readonly Addressee[];
}

export type People = Pick<PlanInput, 'contacts' | 'owners' | 'customer' | 'reminders' | 'reach' | 'answers'>;

/**
 * Pure: every channel plan of a step with its addressees, none where nobody is left. A step that names no channels has
 * a plan for each order in which its people are told.
 */
export function addressedTracks(step: PolicyStep, name: string, facts: TermFacts, people: People): AddressedTrack[] {
  const tracks: AddressedTrack[] = [];
  for (const [track, rungs] of step.tracks.entries()) {
    const date = nodeDate(facts.lastDay, step.node);
    const earlier = people.reminders.filter(
      (r) => r.step === name && r.audience === step.audience && r.track === track,
    );
    const passedOver = returned(earlier, date);
    const all = addresseesOf(step, rungs, facts, people, passedOver);
    const told = tracks.flatMap(({ to }) => to);
    const to = told.length > 0 ? all.filter((person) => isNamed(person, step, people) || isAmong(person, told)) : all;
    tracks.push(...routedTracks({ step, name, track, rungs, routedBy: null, to: onePerAddress(to, earlier) }, people));
  }
  return tracks;
}

/** One plan for each order of channels. */
function routedTracks(all: AddressedTrack, { contacts, customer }: People): AddressedTrack[] {
  if (!all.step.routed || all.to.length === 0) return [all];
  const byOrder = new Map<string, AddressedTrack>();
  for (const person of all.to) {
    const contact = contacts.find(({ contactId }) => contactId === person.id);
    const { rungs, by } = contact
      ? routeRungs(all.rungs, contact, customer?.country ?? '')
      : { rungs: all.rungs, by: null };
    const order = `${by} ${rungs.map(({ channel }) => channel).join()}`;
    const own = byOrder.get(order) ?? { ...all, rungs, routedBy: by, to: [] };
    byOrder.set(order, { ...own, to: [...own.to, person] });
  }
  return [...byOrder.values()];
}

/** Nobody takes the place of people on one channel who hear it on another: a track beside is for those of the step. */
function isNamed({ id, kind }: Addressee, { roles }: PolicyStep, { contacts }: People): boolean {
  const contact = contacts.find(({ contactId }) => contactId === id);
  return kind !== 'CONTACT' || (contact?.roles.some((role) => roles.includes(role)) ?? false);
}

function isAmong({ id }: Addressee, people: readonly Addressee[]): boolean {
  return people.some((person) => person.id === id);
}

/**
 * Those whom messages can reach; only where nobody is left those whom a person has to find a way to. A step that names
 * no channels looks first for those who are reached as one expects.
 */
function addresseesOf(
  step: PolicyStep,
  rungs: readonly Rung[],
  facts: TermFacts,
  people: People,
  passedOver: ReadonlySet<RecipientId>,
): Addressee[] {
  const messages = rungs.filter(({ channel }) => channel !== TASK);
  const country = people.customer?.country ?? '';
  const waysToAsk: WaysOf[] = [() => messages, () => rungs];
  if (step.routed) waysToAsk.unshift(({ preferred }) => expectedRungs(messages, preferred ?? null, country));
  for (const waysOf of waysToAsk) {
    const reached = reachedBy(step, waysOf, facts, people, passedOver);
    if (reached.length > 0) return reached;
  }
  return [];
}

/** The channels by which somebody counts as reached. */
type WaysOf = (person: Reachable) => readonly Rung[];

function reachedBy(
  { audience, roles, legal }: PolicyStep,
  waysOf: WaysOf,
  facts: TermFacts,
  { contacts, owners, customer, reach, answers }: People,
  passedOver: ReadonlySet<RecipientId>,
): Addressee[] {
  const reaches = (person: Reachable): boolean =>
    person.recipientId !== null &&
    !passedOver.has(person.recipientId) &&
    canReach(reach, person, waysOf(person), legal);
  return audience === 'CUSTOMER'
    ? addressedContacts(
        contacts.filter(({ contactId: id, recipientId }) => !isWrongContact(answers, { id, recipientId })),
        roles,
        reaches,
      )
    : addressedOwners(owners, facts.ownerId ?? customer?.ownerId ?? null, roles, reaches);
}

/**
 * Addresses that came back from a try of this very step and node date. Another step tries them again, unless they are
 * known to be dead or opted out: a person may have opted in since.
 */
function returned(earlier: readonly Reminder[], date: string): ReadonlySet<RecipientId> {
  return new Set(
    earlier
      .filter(({ retry, nodeDate: of, step }) => retry === 'OTHER_ADDRESS' && (of === date || step.startsWith('now/')))
      .map(({ recipientId }) => recipientId),
  );
}

/** People of one address are one addressee: who has a row already, else the lowest id (protocol.md, Identity). */
function onePerAddress(people: readonly Addressee[], earlier: readonly Reminder[]): Addressee[] {
  const known = new Set<string>(earlier.map(({ addresseeId }) => addresseeId));
  return people.filter((person) => {
    const same = people.filter(({ recipientId }) => recipientId === person.recipientId);
    return (same.find(({ id }) => known.has(id)) ?? same[0]) === person;
  });
}
