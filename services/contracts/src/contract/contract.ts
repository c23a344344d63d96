import type { ContractId, CustomerId, OwnerId, TeamId } from '@perennial/kernel/ids';

export const CONTRACT_STATUSES = ['ACTIVE', 'CANCELLED', 'ENDED'] as const;
export type ContractStatus = (typeof CONTRACT_STATUSES)[number];
export const PRODUCT_TYPES = ['subscription', 'perpetual', 'trial'] as const;
export type ProductType = (typeof PRODUCT_TYPES)[number];

/** A line of business with a customer. Terms are counted from `anchor`; owner and team are the customer's. */
export interface Contract {
  readonly id: ContractId;
  readonly customerId: CustomerId;
  readonly product: string;
  readonly productType: ProductType;
  readonly periodMonths: number;
  readonly originalStart: string;
  /** A first day from which periods are counted (protocol.md, Identity); the original start until that moves. */
  readonly anchor: string;
  /** Null: the source left it empty, and it is the customer's, whatever that becomes. */
  readonly ownZone: string | null;
  /** The contract's own, else the customer's, as its terms carry it; follow-customers.ts carries a change. */
  readonly zone: string;
  readonly autoRenew: boolean;
  readonly seats: number;
  readonly status: ContractStatus;
  readonly endedOn: string | null;
  /** When a record without dates opened a term although the contract had lapsed: once in its life. */
  readonly revivedOn: string | null;
  readonly ownerId: OwnerId | null;
  readonly teamId: TeamId | null;
  readonly version: number;
}

const CONTENT = [
  'customerId',
  'product',
  'productType',
  'periodMonths',
  'originalStart',
  'ownZone',
  'zone',
  'autoRenew',
  'seats',
  'status',
  'endedOn',
  'ownerId',
  'teamId',
] as const satisfies readonly (keyof Contract)[];

/** Whether two states of a contract say the same, versions aside. */
export function sameContract(a: Contract, b: Contract): boolean {
  return CONTENT.every((field) => a[field] === b[field]);
}
