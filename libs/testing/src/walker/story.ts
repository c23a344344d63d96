import { toInstant } from '@perennial/calendar/zone';
import { instant, type Instant } from '@perennial/kernel/instant';
import type { ErpRecord } from '../system/edges.js';
import { dealRecord, placeOf, ZONES } from './portfolio.js';

/** Something people do to a contract. */
export type Deed =
  /** Pays the term that ends on a day, what is asked or `amount` in minor units. */
  | {
      readonly does: 'pay';
      readonly name: string;
      readonly lastDay: string;
      readonly payment: string;
      readonly amount?: bigint;
    }
  | { readonly does: 'reverse'; readonly payment: string }
  | { readonly does: 'report'; readonly record: ErpRecord };

export interface Happening {
  readonly at: Instant;
  readonly deed: Deed;
}

type Moment = `${string} ${string}`;

/** A moment by the clock of the contract's place. */
function when(name: string, moment: Moment): Instant {
  const [day = '', time = ''] = moment.split(' ');
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return instant(toInstant(ZONES[placeOf(name)], day, hours * 60 + minutes));
}

const pays = (
  name: string,
  moment: Moment,
  lastDay: string,
  more: { payment?: string; amount?: bigint } = {},
): Happening => ({
  at: when(name, moment),
  deed: { does: 'pay', name, lastDay, payment: `${name} ${lastDay}`, ...more },
});
const takesBack = (name: string, moment: Moment, payment: string): Happening => ({
  at: when(name, moment),
  deed: { does: 'reverse', payment },
});
const reports = (name: string, moment: Moment, version: number, more: Record<string, unknown> = {}): Happening => ({
  at: when(name, moment),
  deed: { does: 'report', record: dealRecord(name, { version, ...more }) },
});

const cancelled = (endedOn: string): Record<string, unknown> => ({ status: 'CONTRACT_STATUS_CANCELLED', endedOn });

/** A faithful payer: each month the day after the first notice at the latest. */
const UTC_MONTHS: readonly (readonly [string, string])[] = [
  ['2027-12-23', '2027-12-29'],
  ['2028-01-25', '2028-01-29'],
  ['2028-02-22', '2028-02-28'],
  ['2028-03-23', '2028-03-29'],
  ['2028-04-25', '2028-04-29'],
  ['2028-05-23', '2028-05-29'],
  ['2028-06-23', '2028-06-29'],
  ['2028-07-25', '2028-07-29'],
  ['2028-08-23', '2028-08-29'],
  ['2028-09-25', '2028-09-29'],
  ['2028-10-24', '2028-10-29'],
  ['2028-11-23', '2028-11-29'],
  ['2028-12-23', '2028-12-29'],
  ['2029-01-23', '2029-01-29'],
];

/** What people do in fourteen months, in the order of the instants. */
export const STORY: readonly Happening[] = [
  // Month ends, 29 February among them: early, on the last day, late, and in the end never.
  pays('shanghai-monthly', '2027-12-24 12:00', '2027-12-30'),
  pays('shanghai-monthly', '2028-01-30 20:00', '2028-01-30'),
  pays('shanghai-monthly', '2028-02-28 18:00', '2028-02-28'),
  pays('shanghai-monthly', '2028-04-05 10:00', '2028-03-30'),
  // After the lapse.
  pays('shanghai-annual', '2028-04-10 10:00', '2028-02-29'),
  pays('newyork-monthly', '2027-12-12 15:00', '2027-12-12'),
  pays('newyork-monthly', '2028-01-11 12:00', '2028-01-12', { payment: 'newyork-monthly short', amount: 10_000n }),
  pays('newyork-monthly', '2028-01-12 23:30', '2028-01-12'),
  pays('newyork-monthly', '2028-02-11 12:00', '2028-02-12'),
  pays('newyork-monthly', '2028-03-12 03:30', '2028-03-12'),
  reports('newyork-monthly', '2028-04-10 12:00', 2, cancelled('2028-04-10')),
  pays('newyork-annual', '2028-04-12 23:50', '2028-04-12'),
  pays('newyork-half', '2028-01-05 12:00', '2028-05-14'),
  pays('newyork-half', '2028-11-14 12:00', '2028-11-14'),
  pays('lordhowe-annual', '2028-04-20 12:00', '2028-06-05', { payment: 'lordhowe first' }),
  takesBack('lordhowe-annual', '2028-05-02 12:00', 'lordhowe first'),
  pays('lordhowe-annual', '2028-05-20 12:00', '2028-06-05', { payment: 'lordhowe second' }),
  pays('lordhowe-summer', '2028-12-01 12:00', '2028-12-19'),
  // The ERP had the wrong last day.
  reports('vancouver-annual', '2028-02-10 12:00', 2, { termStart: '2027-04-01', termLastDay: '2028-05-15' }),
  pays('vancouver-annual', '2028-05-10 12:00', '2028-05-15'),
  pays('berlin-quarterly', '2028-01-20 12:00', '2028-02-14'),
  pays('berlin-quarterly', '2028-03-16 12:00', '2028-05-14'),
  pays('berlin-quarterly', '2028-06-01 12:00', '2028-08-14'),
  pays('berlin-quarterly', '2028-11-14 12:00', '2028-11-14'),
  // Cancelled by mistake.
  reports('berlin-annual', '2028-03-22 12:00', 2, cancelled('2028-03-22')),
  reports('berlin-annual', '2028-04-03 12:00', 3),
  pays('berlin-annual', '2028-04-19 12:00', '2028-04-19'),
  pays('apia-annual', '2028-03-01 12:00', '2028-02-15'),
  ...UTC_MONTHS.map(([day, lastDay]) => pays('utc-monthly', `${day} 12:00`, lastDay)),
].sort((a, b) => a.at - b.at);
