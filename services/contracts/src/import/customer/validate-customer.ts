import { err, ok, type Result } from '@perennial/kernel/result';
import type { FieldViolation } from '@perennial/kernel/violation';
import { bareName } from '@perennial/proto/enum-name';
import type { CustomerRecord } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { Tier as WireTier } from '@perennial/proto/gen/perennial/types/v1/types';
import { isCountry, onlyZoneOf } from '../../customer/country.js';
import type { Tier } from '../../customer/tier.js';
import { FieldChecks } from '../field-checks.js';
import type { CustomerFact } from './customer-fact.js';

/** Checks a customer's fields; all violations at once. An empty zone is the country's only one. */
export function validateCustomer(record: CustomerRecord): Result<CustomerFact, readonly FieldViolation[]> {
  const checks = new FieldChecks();
  const source = checks.source(record.source);
  const name = checks.text('name', record.name, 200);
  if (!isCountry(record.country))
    checks.refuse('country', 'unknown_country', 'country is an ISO 3166-1 alpha-2 code in capitals');
  const zone = checks.zone('zone', record.zone) ?? (record.zone === '' ? onlyZoneOf(record.country) : null);
  if (zone === null && record.zone === '' && isCountry(record.country))
    checks.refuse('zone', 'required', `${record.country} has several zones; name one`);
  const locale = checks.locale('locale', record.locale);
  const since = checks.date('since', record.since);
  const owner = checks.optionalText('owner', record.owner, 200);
  const tierOverride = tierOf(record.tierOverride, checks);
  if (checks.violations.length > 0 || zone === null || since === null) return err(checks.violations);
  return ok({ kind: 'customer', ...source, name, country: record.country, zone, locale, since, owner, tierOverride });
}

function tierOf(tier: WireTier, checks: FieldChecks): Tier | null {
  if (tier === WireTier.TIER_UNSPECIFIED) return null;
  if (tier !== WireTier.UNRECOGNIZED) return bareName('TIER_', tier) as Tier;
  checks.refuse('tier_override', 'unknown_value', 'tier_override is strategic, core, standard or trial');
  return null;
}
