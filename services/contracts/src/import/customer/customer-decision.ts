import type { CustomerId, OwnerId, TeamId } from '@perennial/kernel/ids';
import type { Customer } from '../../customer/customer.js';
import type { CustomerFact } from './customer-fact.js';

/** What a newer record of a customer makes of it; tier and version are computed when the round is stored. */
export function decideCustomer(
  fact: CustomerFact,
  id: CustomerId,
  { ownerId, teamId }: { readonly ownerId: OwnerId | null; readonly teamId: TeamId | null },
  before: Customer | undefined,
): Customer {
  const moved = before !== undefined && (before.ownerId !== ownerId || before.teamId !== teamId);
  const { name, country, zone, locale, since, tierOverride } = fact;
  return {
    id,
    name,
    country,
    zone,
    locale,
    since,
    ownerId,
    teamId,
    tierOverride,
    tier: before?.tier ?? 'STANDARD',
    version: before?.version ?? 0,
    ownershipDue: moved || (before?.ownershipDue ?? false),
  };
}
