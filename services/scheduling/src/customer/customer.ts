import type { ContactId, CustomerId, OwnerId, RecipientId, TeamId } from '@perennial/kernel/ids';
import type { LocalDate } from '@perennial/kernel/local-date';
import { enumNames } from '@perennial/proto/enum-names';
import { Tier as WireTier } from '@perennial/proto/gen/perennial/types/v1/types';
import type { Hold } from '../hold/hold.js';

export const TIERS = enumNames('TIER_', WireTier);
export type Tier = (typeof TIERS.words)[number] | 'UNSPECIFIED';

/** Replica of a customer as of `version`. Empty texts where contracts knows nothing. */
export interface Customer {
  readonly customerId: CustomerId;
  readonly version: number;
  readonly tier: Tier;
  readonly country: string;
  readonly zone: string;
  readonly locale: string;
  readonly ownerId: OwnerId | null;
  readonly teamId: TeamId | null;
  readonly active: boolean;
  readonly since: LocalDate | null;
  readonly holds: readonly Hold[];
}

/** Replica of a contact; `recipientId` is the primary address it shares, null when it has none. */
export interface Contact {
  readonly contactId: ContactId;
  readonly customerId: CustomerId;
  readonly recipientId: RecipientId | null;
  readonly roles: readonly string[];
  /** Channels for which there is an address, in lower case; empty where contracts did not tell. */
  readonly channels: readonly string[];
  /** On which the contact wants to hear, in lower case; null where he has not said. */
  readonly preferred: string | null;
  readonly zone: string;
  readonly locale: string;
  readonly active: boolean;
}
