import { addDays } from '@perennial/calendar/civil';
import { toLocal } from '@perennial/calendar/zone';
import type { Instant } from '@perennial/kernel/instant';
import type { ImportPreview } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import type { ContractState } from '../contract/contract-draft.js';
import { isRunning, standing } from '../term/term.js';

/** The terms of contracts that wait for their renewal, by how near their last day is to today in their own zone. */
export function previewOf(contracts: readonly ContractState[], now: Instant): ImportPreview {
  const waiting = contracts
    .flatMap(({ terms }) => standing(terms).filter((term) => isRunning(term) && term.lapsesAt > now))
    .map(({ lastDay, zone }) => ({ lastDay, today: toLocal(zone, now).date }));
  const within = (days: number): number =>
    waiting.filter(({ lastDay, today }) => lastDay >= today && lastDay <= addDays(today, days)).length;
  return {
    waitingTerms: waiting.length,
    ended: waiting.filter(({ lastDay, today }) => lastDay < today).length,
    within7Days: within(7),
    within30Days: within(30),
    within90Days: within(90),
  };
}
