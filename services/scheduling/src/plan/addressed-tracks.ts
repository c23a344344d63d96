import { nodeDate } from '@perennial/calendar/node';
import type { RecipientId } from '@perennial/kernel/ids';
import { addressedContacts, addressedOwners, type Addressee } from '../addressee/addressee.js';
import type { PolicyStep, Rung } from '../policy/policy.js';
import type { TermFacts } from '../term/term.js';
import type { PlanInput } from './plan-input.js';
import type { Reminder } from '../reminder/reminder.js';
import { stepName } from './step-placement.js';

/** One channel plan of a step, with those whom it addresses. */
export interface AddressedTrack {
  readonly step: PolicyStep;
  readonly track: number;
  readonly rungs: readonly Rung[];
  readonly to: readonly Addressee[];
}

type People = Pick<PlanInput, 'contacts' | 'owners' | 'customer' | 'reminders'>;

/** Pure: every channel plan of a policy's steps with its addressees, none where nobody is left. */
export function addressedTracks(steps: readonly PolicyStep[], facts: TermFacts, people: People): AddressedTrack[] {
  return steps.flatMap((step) =>
    step.tracks.map((rungs, track) => {
      const date = nodeDate(facts.lastDay, step.node);
      const earlier = people.reminders.filter(
        (r) => r.step === stepName(step) && r.audience === step.audience && r.track === track,
      );
      return {
        step,
        track,
        rungs,
        to: onePerAddress(addresseesOf(step, facts, people, returned(earlier, date)), earlier),
      };
    }),
  );
}

function addresseesOf(
  { audience, roles }: PolicyStep,
  facts: TermFacts,
  { contacts, owners, customer }: People,
  passedOver: ReadonlySet<RecipientId>,
): Addressee[] {
  const left = <P extends { readonly recipientId: RecipientId | null }>(people: readonly P[]): P[] =>
    people.filter(({ recipientId }) => recipientId !== null && !passedOver.has(recipientId));
  return audience === 'CUSTOMER'
    ? addressedContacts(left(contacts), roles)
    : addressedOwners(owners, facts.ownerId ?? customer?.ownerId ?? null, roles).filter(
        ({ recipientId }) => !passedOver.has(recipientId),
      );
}

/**
 * Addresses that came back from a try of this very step and node date. Another step tries them again: a person may have
 * opted in since.
 */
function returned(earlier: readonly Reminder[], date: string): ReadonlySet<RecipientId> {
  return new Set(
    earlier
      .filter(({ retry, nodeDate: of }) => retry === 'OTHER_ADDRESS' && of === date)
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
