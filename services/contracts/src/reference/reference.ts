import type { ContractId, CustomerId, TermId } from '@perennial/kernel/ids';

/** A number of another system: of a contract (its source id) or of an invoice (a field of the contract's record). */
export interface Reference {
  readonly kind: 'CONTRACT' | 'INVOICE';
  readonly system: string;
  readonly id: string;
}

/** What a reference means here. */
export interface ResolvedReference {
  readonly reference: Reference;
  readonly contractId: ContractId;
  readonly customerId: CustomerId;
  /**
   * What money can be for, oldest first: an invoice's own terms, or the contract's that can still be paid. An invoice
   * over several contracts has terms of each.
   */
  readonly termIds: readonly TermId[];
}

/** An invoice of a term, as a record of its contract told it. */
export interface Invoice {
  readonly system: string;
  readonly invoice: string;
  readonly contractId: ContractId;
  readonly termId: TermId;
}
