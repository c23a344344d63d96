import { phoneNumberOf } from './phone-numbers.js';
import { CHINA, placeOf, zoneOf } from './places.js';
import type { Account } from './ravenstack.js';
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

/** Names of contacts in China, and as they stand in a mail address. */
const CHINESE = [
  ['王芳', 'wang.fang'],
  ['李娜', 'li.na'],
  ['张伟', 'zhang.wei'],
  ['刘洋', 'liu.yang'],
  ['陈静', 'chen.jing'],
  ['杨磊', 'yang.lei'],
  ['赵敏', 'zhao.min'],
  ['黄强', 'huang.qiang'],
  ['周婷', 'zhou.ting'],
  ['吴昊', 'wu.hao'],
] as const;

/** Shares: accounts with somebody for billing, and whose contact for renewals sits in China; contacts with a phone. */
const WITH_BILLING = 0.35;
const IN_CHINA = 0.3;
const WITH_PHONE = 0.8;

/** A made person: the data set has none. Addresses end in .example, which nobody can own (RFC 2606). */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** E.164; empty for whoever gave none. */
  readonly phone: string;
  /** External user id in WeCom; empty for whoever is not there. The owner of the contract writes to it. */
  readonly wecom: string;
  readonly roles: readonly string[];
  readonly zone: string;
  readonly locale: string;
}

/**
 * Every account gets one contact for renewals; about a third get one for billing as well. The contact for renewals of
 * every tenth sits at a branch in China, so that the sample has domestic text messages, WeCom and a second language.
 */
export function contactsOf({ accountId, accountName, country, place }: Account): Person[] {
  const host = `${accountName.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.example`;
  const person = (n: number, roles: readonly string[]): Person => {
    const id = `${accountId}-contact-${n}`;
    const inChina = n === 1 && fraction('china', accountId) < IN_CHINA;
    const [first, last] = [choose(FIRST, 'first', accountId, String(n)), choose(LAST, 'last', accountId, String(n))];
    const [name, local] = inChina ? choose(CHINESE, 'chinese', accountId) : [`${first} ${last}`, `${first}.${last}`];
    const { country: sits, locale } = inChina ? CHINA : placeOf(country);
    return {
      id,
      name,
      email: `${local}.${n}@${host}`.toLowerCase(),
      phone: fraction('phone', id) < WITH_PHONE ? phoneNumberOf(sits, 2 * place + n - 1) : '',
      wecom: inChina ? `wmSample${accountId.replaceAll('-', '')}` : '',
      roles,
      zone: inChina ? (CHINA.zones[0] as string) : zoneOf(accountId, country),
      locale,
    };
  };
  return [person(1, ['renewal']), ...(fraction('second', accountId) < WITH_BILLING ? [person(2, ['billing'])] : [])];
}

const TEAMS = ['americas', 'europe', 'asia-pacific'] as const;
/** The office of each team, but for the last digit of a phone: numbers for fiction as well. */
const OFFICES = { americas: '+1646555010', europe: '+44113496000', 'asia-pacific': '+6127010000' } as const;

/** Twelve made account managers in three teams. */
export const OWNERS = TEAMS.flatMap((team) =>
  [1, 2, 3, 4].map((n) => {
    const [first, last] = [choose(FIRST, 'owner-first', team, String(n)), choose(LAST, 'owner-last', team, String(n))];
    return {
      id: `owner-${team}-${n}`,
      team,
      name: `${first} ${last}`,
      email: `${first}.${last}.${n}@${team}.perennial.example`.toLowerCase(),
      phone: `${OFFICES[team]}${n}`,
      wecom: `${first}.${last}.${n}`.toLowerCase(),
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
