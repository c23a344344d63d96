import type { Breakage } from './breakage.js';

/** A term that does not belong to anybody yet goes to the contract whose term ends first. */
const STRAY_TERM = `alter table term drop constraint term_periods_apart; drop index term_contract;
  update term set number = 99, contract_id =
    (select contract_id from term where state = 'OPEN' and expiring_at is not null order by last_day limit 1)
  where expiring_at is null`;

export const TERM_BREAKAGES: readonly Breakage[] = [
  {
    invariant: 'one-live-term',
    what: 'terms that overlap, without the constraint that keeps them apart',
    says: /overlaps term .* behind it/,
    sql: {
      contracts: `alter table term drop constraint term_periods_apart; update term set start = start - 5 where number > 1`,
    },
  },
  {
    invariant: 'one-live-term',
    what: 'a second live term',
    says: /is OPEN although a later term stands/,
    sql: { contracts: STRAY_TERM },
  },
  {
    invariant: 'one-live-term',
    what: 'an active contract without a term',
    says: /active contract .* has no live term/,
    sql: { contracts: STRAY_TERM },
  },
];
