import type { Money } from '@perennial/kernel/money';
import type { ContractStatus, ProductType } from '../../contract/contract.js';
import type { Sourced } from '../sourced.js';

/** A well-formed record of a contract; null = left out by the source. */
export interface ContractFact extends Sourced {
  readonly kind: 'contract';
  readonly customer: string;
  readonly product: string;
  readonly productType: ProductType;
  readonly periodMonths: number;
  readonly originalStart: string;
  /** Null: the term that runs now. */
  readonly term: { readonly start: string; readonly lastDay: string } | null;
  readonly zone: string | null;
  readonly amount: Money;
  readonly autoRenew: boolean;
  readonly seats: number;
  readonly status: ContractStatus;
  readonly endedOn: string | null;
  /** The source's number of the invoice for the term that the record is about. */
  readonly invoice: string | null;
  /** The contract that it was a part of, or into which it was merged, by source id; one of the two at most. */
  readonly splitFrom: string | null;
  readonly mergedInto: string | null;
}
