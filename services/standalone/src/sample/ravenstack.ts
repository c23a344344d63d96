import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { instant } from '@perennial/kernel/instant';

/** Where the sample's clock begins: 1,752 of 5,000 subscriptions run then. */
export const SAMPLE_START = instant(Date.UTC(2024, 6, 1));

/** One row of ravenstack_accounts.csv, and which one. */
export interface Account {
  readonly accountId: string;
  readonly accountName: string;
  readonly country: string;
  readonly signupDate: string;
  /** Its row in the file, from 0. */
  readonly place: number;
}

/** One row of ravenstack_subscriptions.csv; an empty endDate is a running subscription. */
export interface Subscription {
  readonly subscriptionId: string;
  readonly accountId: string;
  readonly startDate: string;
  readonly endDate: string;
  readonly planTier: string;
  readonly seats: string;
  readonly mrrAmount: string;
  readonly arrAmount: string;
  readonly isTrial: 'TRUE' | 'FALSE';
  readonly billingFrequency: 'monthly' | 'annual';
  readonly autoRenewFlag: 'TRUE' | 'FALSE';
}

export interface Portfolio {
  readonly accounts: readonly Account[];
  readonly subscriptions: readonly Subscription[];
}

const FOLDER = new URL('../../../../samples/ravenstack/', import.meta.url);

/** Reads the sample's files, values as they are. */
export function readPortfolio(): Portfolio {
  return {
    accounts: rows<Account>('ravenstack_accounts.csv').map((account, place) => ({ ...account, place })),
    subscriptions: rows<Subscription>('ravenstack_subscriptions.csv'),
  };
}

function rows<T>(file: string): T[] {
  const columns = (names: string[]): string[] => names.map(fieldOf);
  return parse(readFileSync(new URL(file, FOLDER)), { columns, bom: true, skip_empty_lines: true }) as T[];
}

/** `end_date` of the file is `endDate` here. */
function fieldOf(column: string): string {
  return column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
