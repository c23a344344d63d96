import { readFileSync } from 'node:fs';
import { isZone } from '@perennial/calendar/zone';
import { normalisePhone } from '@perennial/contracts/person/phone-number';
import { normaliseExternalUserId } from '@perennial/contracts/person/wecom-user-id';
import { countryOf } from '@perennial/delivery/channel/sms/country-of';
import { instant } from '@perennial/kernel/instant';
import { nextStepAfter, stepsBetween } from '../feeder/feeder-steps.js';
import { payDay, RENEWING_SHARE } from '../feeder/payment-plan.js';
import { contactsOf, OWNERS } from './people.js';
import { zoneOf } from './places.js';
import { readPortfolio, SAMPLE_START } from './ravenstack.js';
import { recordsOf, recordsUntil } from './to-records.js';

const portfolio = readPortfolio();
const START = '2024-07-01';
const readme = readFileSync(new URL('../../../../samples/ravenstack/README.md', import.meta.url), 'utf8');

/** The number in the README's table row that begins with `what`. */
function said(what: string): number {
  const row = readme.split('\n').find((line) => line.startsWith(`| ${what} |`));
  return Number(/\| ([\d,]+) \|$/.exec(row ?? '')?.[1]?.replaceAll(',', ''));
}

const first = recordsUntil(portfolio, START);
const contracts = first.flatMap(({ contract }) => (contract ? [contract] : []));

test('the counts of the README are those of the data', () => {
  const running = contracts.filter((contract) => contract.status === 'CONTRACT_STATUS_ACTIVE');
  expect(said('accounts in the data set')).toBe(portfolio.accounts.length);
  expect(said('subscriptions in the data set')).toBe(portfolio.subscriptions.length);
  expect(said('customers on the first day')).toBe(first.filter(({ customer }) => customer).length);
  const contacts = first.flatMap(({ contact }) => (contact ? [contact] : []));
  expect(said('contacts on the first day, made')).toBe(contacts.length);
  expect(said('of them with a phone')).toBe(contacts.filter(({ phone }) => phone !== '').length);
  expect(said('of them in China, on WeCom')).toBe(contacts.filter(({ zone }) => zone === 'Asia/Shanghai').length);
  expect(said('account managers, made')).toBe(OWNERS.length);
  expect(said('contracts that run on the first day')).toBe(running.length);
  expect(said('of them monthly')).toBe(running.filter((contract) => contract.periodMonths === 1).length);
  expect(said('of them trials')).toBe(running.filter((contract) => contract.productType === 'trial').length);
  expect(said('contracts that had ended, as history')).toBe(contracts.length - running.length);
  expect(said('subscriptions that start later')).toBe(
    portfolio.subscriptions.filter((s) => s.startDate > START).length,
  );
  expect(said('accounts that sign up later')).toBe(portfolio.accounts.filter((a) => a.signupDate > START).length);
  expect(said('records in the first import')).toBe(first.length);
  expect([running.length, said('subscriptions that start later'), said('accounts that sign up later')]).toEqual([
    1_752, 3_166, 152,
  ]);
});

test('day by day the feeder sends every later row once, and ends what ends', () => {
  const days = new Set(
    [
      ...portfolio.accounts.map((a) => a.signupDate),
      ...portfolio.subscriptions.flatMap((s) => [s.startDate, s.endDate]),
    ].filter((day) => day > START),
  );
  const later = [...days].sort().flatMap((day) => recordsOf(portfolio, day));
  const versionOne = later.filter(({ contract }) => contract && contract.source?.version === 1n);
  const started = portfolio.subscriptions.filter((s) => s.startDate > START);
  const endsOnItsFirstDay = started.filter((s) => s.startDate === s.endDate).length;
  expect(versionOne.length + endsOnItsFirstDay).toBe(started.length);
  const ends = later
    .filter(({ contract }) => contract?.status === 'CONTRACT_STATUS_ENDED')
    .map(({ contract }) => contract?.source?.id);
  expect(new Set(ends).size).toBe(ends.length);
  expect(ends.length).toBe(portfolio.subscriptions.filter((s) => s.endDate > START).length);
});

const people = portfolio.accounts.flatMap(contactsOf);

test('made people are the same in every run and cannot get mail; every zone exists', () => {
  expect(people).toEqual(readPortfolio().accounts.flatMap(contactsOf));
  for (const account of portfolio.accounts) expect(isZone(zoneOf(account.accountId, account.country))).toBe(true);
  for (const { email, zone } of people) {
    expect(isZone(zone)).toBe(true);
    expect(email).toMatch(/^[a-z0-9.]+@[a-z0-9-]+\.example$/);
  }
});

/** Kept for fiction by the regulator, or of a form that nobody has. */
const NOBODYS =
  /^\+(1\d{3}55501\d\d|442079460\d{3}|441134960\d{3}|493023125\d{3}|33639980\d{3}|612(5550|7010)0\d{3}|91110\d{7}|86154\d{8})$/;

test('a phone number is read as one of its country, is the only one of its person, and can be nobody else (C-01)', () => {
  const numbers = [...people, ...OWNERS].map(({ phone }) => phone).filter((phone) => phone !== '');
  expect(new Set(numbers).size).toBe(numbers.length);
  for (const number of numbers) {
    expect(number).toMatch(NOBODYS);
    expect(normalisePhone(number, null)).toEqual({ ok: true, value: number });
  }
  const countries = new Set(people.map(({ phone }) => countryOf(phone)));
  expect([...countries].sort()).toEqual(['AU', 'CA', 'CN', 'DE', 'FR', 'GB', 'IN', 'US', null]);
  expect(people.filter(({ phone }) => phone === '').length / people.length).toBeCloseTo(0.2, 1);
});

test('who sits in China is on WeCom, and so is every account manager, who may write there (C-14)', () => {
  for (const { wecom, zone } of people) expect(wecom !== '').toBe(zone === 'Asia/Shanghai');
  const ids = [...people, ...OWNERS].map(({ wecom }) => wecom).filter((id) => id !== '');
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => normaliseExternalUserId(id).ok)).toBe(true);
});

test('who sits in China has a domestic number and reads Chinese', () => {
  const inChina = people.filter(({ zone }) => zone === 'Asia/Shanghai');
  expect(inChina.length).toBeGreaterThan(40);
  for (const { locale, phone, name } of inChina) {
    expect([locale, name]).toEqual(['zh-CN', expect.stringMatching(/^\p{Script=Han}+$/u)]);
    expect(phone).toMatch(/^(\+86154\d{8})?$/);
  }
});

test('auto-renew pays on the last day, trials and churned ones never, the others by the stated share', () => {
  const term = { number: 2, lastDay: '2024-09-10' };
  const auto = portfolio.subscriptions.find(
    (s) => s.autoRenewFlag === 'TRUE' && s.isTrial === 'FALSE' && s.endDate === '',
  );
  expect(payDay(auto as NonNullable<typeof auto>, term)).toBe('2024-09-10');
  expect(payDay({ ...(auto as NonNullable<typeof auto>), isTrial: 'TRUE' }, term)).toBeNull();
  expect(payDay({ ...(auto as NonNullable<typeof auto>), endDate: '2024-09-01' }, term)).toBeNull();
  const manual = portfolio.subscriptions.filter(
    (s) => s.autoRenewFlag === 'FALSE' && s.isTrial === 'FALSE' && s.endDate === '',
  );
  const days = manual.map((s) => payDay(s, term)).filter((day) => day !== null);
  expect(Math.abs(days.length / manual.length - RENEWING_SHARE)).toBeLessThan(0.05);
  expect(days.every((day) => day >= '2024-08-21' && day <= '2024-09-10')).toBe(true);
});

test('the feeder steps four times a day, payments when it is day where they are made', () => {
  const steps = stepsBetween(SAMPLE_START, instant(SAMPLE_START + 86_400_000));
  expect(
    steps.map((step) => `${new Date(step.at).toISOString().slice(11, 16)} ${step.kind} ${step.zones.join(' ')}`.trim()),
  ).toEqual(['03:00 payments Asia/ Australia/', '12:00 payments Europe/', '17:00 payments America/', '00:00 records']);
  expect(nextStepAfter(SAMPLE_START)).toBe(steps[0]?.at);
});
