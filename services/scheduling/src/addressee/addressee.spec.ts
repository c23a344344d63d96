import { derivedId, type OwnerId, type TeamId } from '@perennial/kernel/ids';
import type { Owner, OwnerRole } from '../owner/owner.js';
import { addressedOwners } from './addressee.js';

const [NORTH, SOUTH] = [derivedId<TeamId>('t', 'north'), derivedId<TeamId>('t', 'south')];
const idOf = (name: string): OwnerId => derivedId<OwnerId>('owner', name);
const owner = (name: string, role: OwnerRole, more: Partial<Owner> = {}): Owner => ({
  ownerId: idOf(name),
  version: 1,
  role,
  teamId: NORTH,
  managerId: null,
  recipientId: derivedId('recipient', name),
  channels: ['email'],
  zone: '',
  locale: 'en',
  active: true,
  ...more,
});
const company = [
  owner('ann', 'OWNER', { managerId: idOf('bob') }),
  owner('ben', 'OWNER', { managerId: idOf('gone') }),
  owner('bob', 'MANAGER'),
  owner('gone', 'MANAGER', { active: false }),
  owner('silent', 'MANAGER', { recipientId: null }),
  owner('cleo', 'DIRECTOR', { teamId: SOUTH }),
  owner('finn', 'FINANCE', { teamId: SOUTH }),
  owner('fay', 'FINANCE', { teamId: NORTH }),
];

test.each<[string, string | null, string[], string[]]>([
  ['the owner', 'ann', ['owner'], ['ann']],
  ["the owner's manager", 'ann', ['manager'], ['bob']],
  ['the team has another manager where the own one has left', 'ben', ['manager'], ['bob']],
  ['those of a role in the team', 'ann', ['finance'], ['fay']],
  ['those of a role anywhere where the team has none', 'ann', ['director'], ['cleo']],
  ['several roles, each person once', 'bob', ['owner', 'manager'], ['bob']],
  ['nobody for a term without an owner', null, ['owner'], []],
  ['a role for a term without an owner', null, ['finance'], ['fay', 'finn']],
])('addresses %s', (_, ownerName, roles, expected) => {
  const found = addressedOwners(company, ownerName === null ? null : idOf(ownerName), roles, () => true);
  expect(found.map(({ id }) => id)).toEqual(expected.map(idOf).sort());
  expect(found.every(({ kind }) => kind === 'OWNER')).toBe(true);
});
