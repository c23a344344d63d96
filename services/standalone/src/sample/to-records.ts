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
  const accounts = portfolio.accounts.filter((account) => account.signupDate <= day);
  const subscriptions = portfolio.subscriptions.filter((subscription) => subscription.startDate <= day);
  return [
    ...OWNERS.map(ownerRecord),
    ...accounts.flatMap(accountRecords),
    ...subscriptions.map((subscription) => contractRecord(subscription, day)),
  ];
}

/** What is dated `day`: accounts that sign up, subscriptions that start, subscriptions that end. */
export function recordsOf(portfolio: Portfolio, day: string): Record[] {
  const accounts = portfolio.accounts.filter((account) => account.signupDate === day);
  const subscriptions = portfolio.subscriptions.filter(
    (subscription) => subscription.startDate === day || (subscription.endDate === day && subscription.startDate < day),
  );
  return [
    ...accounts.flatMap(accountRecords),
    ...subscriptions.map((subscription) => contractRecord(subscription, day)),
  ];
}

function ownerRecord({ id, wecom, ...owner }: (typeof OWNERS)[number]): Record {
  return {
    owner: OwnerRecord.fromJSON({ source: source(id), ...owner, addresses: wecomAddresses(wecom) }),
  };
}

const wecomAddresses = (address: string): object[] => (address === '' ? [] : [{ channel: 'CHANNEL_WECOM', address }]);

function accountRecords(account: Account): Record[] {
  const place = placeOf(account.country);
  const zone = zoneOf(account.accountId, account.country);
  return [
    {
      customer: CustomerRecord.fromJSON({
        source: source(account.accountId),
        name: account.accountName,
        country: place.country,
        zone,
        locale: place.locale,
        since: account.signupDate,
        owner: ownerOf(account.accountId, zone),
      }),
    },
    ...contactsOf(account).map(({ id, wecom, ...person }) => ({
      contact: ContactRecord.fromJSON({
        source: source(id),
        customer: account.accountId,
        ...person,
        addresses: wecomAddresses(wecom),
        active: true,
      }),
    })),
  ];
}

/** A subscription as a contract: monthly or annual terms; a trial is a product of its own; an ended one is history. */
export function contractRecord(subscription: Subscription, day: string): Record {
  const trial = subscription.isTrial === 'TRUE';
  const monthly = subscription.billingFrequency === 'monthly';
  const ended = subscription.endDate !== '' && subscription.endDate <= day;
  return {
    contract: ContractRecord.fromJSON({
      source: source(subscription.subscriptionId, ended ? 2 : 1),
      customer: subscription.accountId,
      product: trial ? `RavenStack ${subscription.planTier} trial` : `RavenStack ${subscription.planTier}`,
      productType: trial ? 'trial' : 'subscription',
      periodMonths: monthly ? 1 : 12,
      originalStart: subscription.startDate,
      amount: monthly ? subscription.mrrAmount : subscription.arrAmount,
      currency: 'USD',
      autoRenew: subscription.autoRenewFlag === 'TRUE',
      seats: Number(subscription.seats),
      status: ended ? 'CONTRACT_STATUS_ENDED' : 'CONTRACT_STATUS_ACTIVE',
      endedOn: ended ? subscription.endDate : '',
    }),
  };
}
