import type { CustomerId, OwnerId, TeamId } from '@perennial/kernel/ids';
import type { Customer } from '../../customer/customer.js';
import { languageOf } from '../../customer/language.js';
import type { CustomerFact } from './customer-fact.js';

/** What a newer record of a customer makes of it; tier and version are computed when the round is stored. */
export function decideCustomer(
  fact: CustomerFact,
  id: CustomerId,
  { ownerId, teamId }: { readonly ownerId: OwnerId | null; readonly teamId: TeamId | null },
  before: Customer | undefined,
): Customer {
  const { name, country, zone, since, tierOverride } = fact;
  const moved =
    before !== undefined && (before.ownerId !== ownerId || before.teamId !== teamId || before.zone !== zone);
  return {
    id,
    name,
    country,
    zone,
    ownLocale: fact.locale,
    locale: fact.locale ?? languageOf(country),
    since,
    ownerId,
    teamId,
    tierOverride,
    tier: before?.tier ?? 'STANDARD',
    version: before?.version ?? 0,
    ownershipDue: moved || (before?.ownershipDue ?? false),
  };
}
