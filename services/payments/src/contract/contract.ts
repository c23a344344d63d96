import type { ContractId, CustomerId } from '@perennial/kernel/ids';

/** What a pay page shows of a contract; contracts owns it. */
export interface Contract {
  readonly contractId: ContractId;
  readonly customerId: CustomerId;
  readonly product: string;
  readonly version: number;
}
