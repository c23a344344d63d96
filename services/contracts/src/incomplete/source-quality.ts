/** How many records of a source system there are, and how many of them cannot be worked with. */
export interface SourceQuality {
  readonly system: string;
  /** Active contracts. */
  readonly contracts: number;
  /** Those without product or period, or of a customer without contact. */
  readonly lacking: number;
  readonly customers: number;
  /** Those without an active contact who has an email address. */
  readonly unreachable: number;
}

/** The share of each above which the source must be cleaned (D-01, D-02). */
const MOST = { lacking: 0.05, unreachable: 0.15 };

export function lackingShare({ contracts, lacking }: SourceQuality): number {
  return contracts === 0 ? 0 : lacking / contracts;
}

export function unreachableShare({ customers, unreachable }: SourceQuality): number {
  return customers === 0 ? 0 : unreachable / customers;
}

/** What is wrong with the records of a source as a whole, for people; null when nothing is. */
export function faultOf(quality: SourceQuality): string | null {
  const { contracts, lacking, customers, unreachable } = quality;
  const faults = [
    ...(lackingShare(quality) > MOST.lacking
      ? [`${lacking} of ${contracts} active contracts lack a product, a period or a contact (most allowed: 5 %)`]
      : []),
    ...(unreachableShare(quality) > MOST.unreachable
      ? [`${unreachable} of ${customers} customers have no contact with an email address (most allowed: 15 %)`]
      : []),
  ];
  return faults.length === 0 ? null : faults.join('; ');
}
