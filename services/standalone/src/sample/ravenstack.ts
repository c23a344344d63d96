import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { instant } from '@perennial/kernel/instant';

/** Where the sample's clock begins: 1,752 of 5,000 subscriptions run then. */
export const SAMPLE_START = instant(Date.UTC(2024, 6, 1));

/** One row of ravenstack_accounts.csv. */
export interface Account {
  readonly account_id: string;
  readonly account_name: string;
  readonly country: string;
  readonly signup_date: string;
}

/** One row of ravenstack_subscriptions.csv; an empty end_date is a running subscription. */
export interface Subscription {
  readonly subscription_id: string;
  readonly account_id: string;
  readonly start_date: string;
  readonly end_date: string;
  readonly plan_tier: string;
  readonly seats: string;
  readonly mrr_amount: string;
  readonly arr_amount: string;
  readonly is_trial: 'TRUE' | 'FALSE';
  readonly billing_frequency: 'monthly' | 'annual';
  readonly auto_renew_flag: 'TRUE' | 'FALSE';
}

export interface Portfolio {
  readonly accounts: readonly Account[];
  readonly subscriptions: readonly Subscription[];
}

const FOLDER = new URL('../../../../samples/ravenstack/', import.meta.url);

/** Reads the sample's files as they are. */
export function readPortfolio(): Portfolio {
  return {
    accounts: rows<Account>('ravenstack_accounts.csv'),
    subscriptions: rows<Subscription>('ravenstack_subscriptions.csv'),
  };
}

function rows<T>(file: string): T[] {
  return parse(readFileSync(new URL(file, FOLDER)), { columns: true, bom: true, skip_empty_lines: true }) as T[];
}
