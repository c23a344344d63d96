import {
  ContractRecord,
  CustomerRecord,
  ContactRecord,
  OwnerRecord,
  type SyncRequest,
} from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { contactsOf, OWNERS, ownerOf } from './people.js';
import { placeOf, zoneOf } from './places.js';
import type { Account, Portfolio, Subscription } from './ravenstack.js';

export const SYSTEM = 'ravenstack';

type Record = Omit<SyncRequest, 'sequence'>;

const source = (id: string, version = 1) => ({ system: SYSTEM, id, version: String(version) });

/** What the ERP would know on the morning of `day` (YYYY-MM-DD): everything dated until then. */
export function recordsUntil(portfolio: Portfolio, day: string): Record[] {
  const accounts = portfolio.accounts.filter((account) => account.signup_date <= day);
  const subscriptions = portfolio.subscriptions.filter((subscription) => subscription.start_date <= day);
  return [
    ...OWNERS.map(ownerRecord),
    ...accounts.flatMap(accountRecords),
    ...subscriptions.map((subscription) => contractRecord(subscription, day)),
  ];
}

/** What is dated `day`: accounts that sign up, subscriptions that start, subscriptions that end. */
export function recordsOf(portfolio: Portfolio, day: string): Record[] {
  const accounts = portfolio.accounts.filter((account) => account.signup_date === day);
  const subscriptions = portfolio.subscriptions.filter(
    (subscription) =>
      subscription.start_date === day || (subscription.end_date === day && subscription.start_date < day),
  );
  return [
    ...accounts.flatMap(accountRecords),
    ...subscriptions.map((subscription) => contractRecord(subscription, day)),
  ];
}

function ownerRecord(owner: (typeof OWNERS)[number]): Record {
  return {
    owner: OwnerRecord.fromJSON({ source: source(owner.id), name: owner.name, email: owner.email, team: owner.team }),
  };
}

function accountRecords(account: Account): Record[] {
  const place = placeOf(account.country);
  const zone = zoneOf(account.account_id, account.country);
  return [
    {
      customer: CustomerRecord.fromJSON({
        source: source(account.account_id),
        name: account.account_name,
        country: place.country,
        zone,
        locale: place.locale,
        since: account.signup_date,
        owner: ownerOf(account.account_id, zone),
      }),
    },
    ...contactsOf(account.account_id, account.account_name).map((person) => ({
      contact: ContactRecord.fromJSON({
        source: source(person.id),
        customer: account.account_id,
        name: person.name,
        email: person.email,
        roles: person.roles,
        zone,
        locale: place.locale,
        active: true,
      }),
    })),
  ];
}

/** A subscription as a contract: monthly or annual terms; a trial is a product of its own; an ended one is history. */
export function contractRecord(subscription: Subscription, day: string): Record {
  const trial = subscription.is_trial === 'TRUE';
  const monthly = subscription.billing_frequency === 'monthly';
  const ended = subscription.end_date !== '' && subscription.end_date <= day;
  return {
    contract: ContractRecord.fromJSON({
      source: source(subscription.subscription_id, ended ? 2 : 1),
      customer: subscription.account_id,
      product: trial ? `RavenStack ${subscription.plan_tier} trial` : `RavenStack ${subscription.plan_tier}`,
      productType: trial ? 'trial' : 'subscription',
      periodMonths: monthly ? 1 : 12,
      originalStart: subscription.start_date,
      amount: monthly ? subscription.mrr_amount : subscription.arr_amount,
      currency: 'USD',
      autoRenew: subscription.auto_renew_flag === 'TRUE',
      seats: Number(subscription.seats),
      status: ended ? 'CONTRACT_STATUS_ENDED' : 'CONTRACT_STATUS_ACTIVE',
      endedOn: ended ? subscription.end_date : '',
    }),
  };
}
