import { choose, fraction } from './stable-choice.js';

const FIRST = [
  'Ada',
  'Amir',
  'Bea',
  'Chen',
  'Dana',
  'Elif',
  'Femi',
  'Grace',
  'Hugo',
  'Ines',
  'Jonas',
  'Kavya',
  'Liam',
  'Maya',
  'Noor',
  'Olga',
  'Pavel',
  'Rosa',
  'Sven',
  'Tara',
];
const LAST = [
  'Abara',
  'Berg',
  'Costa',
  'Dubois',
  'Evans',
  'Fischer',
  'Gupta',
  'Hansen',
  'Ito',
  'Jansen',
  'Khan',
  'Lopez',
  'Moreau',
  'Novak',
  'Okafor',
  'Patel',
  'Quinn',
  'Rossi',
  'Singh',
  'Taylor',
];

/** A made person: the data set has none. Addresses end in .example, which nobody can own (RFC 2606). */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly string[];
}

/** Every account gets one contact for renewals; about a third get one for billing as well. */
export function contactsOf(accountId: string, accountName: string): Person[] {
  const host = `${accountName.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.example`;
  const person = (n: number, roles: readonly string[]): Person => {
    const [first, last] = [choose(FIRST, 'first', accountId, String(n)), choose(LAST, 'last', accountId, String(n))];
    return {
      id: `${accountId}-contact-${n}`,
      name: `${first} ${last}`,
      email: `${first}.${last}.${n}@${host}`.toLowerCase(),
      roles,
    };
  };
  return [person(1, ['renewal']), ...(fraction('second', accountId) < 0.35 ? [person(2, ['billing'])] : [])];
}

const TEAMS = ['americas', 'europe', 'asia-pacific'] as const;

/** Twelve made account managers in three teams. */
export const OWNERS = TEAMS.flatMap((team) =>
  [1, 2, 3, 4].map((n) => {
    const [first, last] = [choose(FIRST, 'owner-first', team, String(n)), choose(LAST, 'owner-last', team, String(n))];
    return {
      id: `owner-${team}-${n}`,
      team,
      name: `${first} ${last}`,
      email: `${first}.${last}.${n}@${team}.perennial.example`.toLowerCase(),
    };
  }),
);

export function ownerOf(accountId: string, zone: string): string {
  const team = zone.startsWith('America/') ? 'americas' : zone.startsWith('Europe/') ? 'europe' : 'asia-pacific';
  return choose(
    OWNERS.filter((owner) => owner.team === team),
    'owner',
    accountId,
  ).id;
}
