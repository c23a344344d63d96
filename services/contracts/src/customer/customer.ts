import type { CustomerId, OwnerId, TeamId } from '@perennial/kernel/ids';
import type { Tier } from './tier.js';

/** Who buys. The company's name is not personal data and is stored plain; its contacts' names are not. */
export interface Customer {
  readonly id: CustomerId;
  readonly name: string;
  readonly country: string;
  readonly zone: string;
  /** Null: the source left it empty. */
  readonly ownLocale: string | null;
  /** The customer's own, else the language of the country. */
  readonly locale: string;
  /** First day of the relation. */
  readonly since: string;
  readonly ownerId: OwnerId | null;
  readonly teamId: TeamId | null;
  readonly tier: Tier;
  readonly tierOverride: Tier | null;
  readonly version: number;
  /** Contracts still carry an earlier owner, team or zone of the customer. */
  readonly ownershipDue: boolean;
}

const CONTENT = [
  'name',
  'country',
  'zone',
  'ownLocale',
  'locale',
  'since',
  'ownerId',
  'teamId',
  'tier',
  'tierOverride',
  'ownershipDue',
] as const satisfies readonly (keyof Customer)[];

/** Whether two states of a customer say the same, versions aside. */
export function sameCustomer(a: Customer, b: Customer): boolean {
  return CONTENT.every((field) => a[field] === b[field]);
}
