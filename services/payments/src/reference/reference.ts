import type { TermId } from '@perennial/kernel/ids';

/** A number of another system by which a payment names its term: its contract's source id, or an invoice. */
export interface PaymentReference {
  readonly system: string;
  readonly kind: 'contract' | 'invoice';
  readonly id: string;
}

/** One text for a reference; its parts hold no line break. */
export function referenceKey({ system, kind, id }: PaymentReference): string {
  return `${kind}\n${system}\n${id}`;
}

/** Port of contracts, which knows the numbers of other systems. */
export interface ReferenceResolver {
  /**
   * The terms that each known reference can mean, in the order of preference, by referenceKey. At most 1,000.
   * @returns undefined when contracts gave no answer in time.
   */
  resolve(references: readonly PaymentReference[]): Promise<ReadonlyMap<string, readonly TermId[]> | undefined>;
}

export const REFERENCE_RESOLVER = Symbol('reference-resolver');
