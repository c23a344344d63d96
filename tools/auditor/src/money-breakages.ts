import type { Breakage } from './breakage.js';

const copyOfPayment = (changes: string): string =>
  `create temp table copied as select * from payment where state = 'RENEWED' order by payment_id limit 1; update copied set payment_id = gen_random_uuid(), ${changes}; insert into payment select * from copied`;

/** Ways to break the promises of money. */
export const MONEY: readonly Breakage[] = [
  {
    invariant: 'one-payment',
    what: 'a paid term that contracts did not renew',
    says: /is paid and OPEN in contracts/,
    sql: {
      payments: copyOfPayment(
        `gateway_event_id = 'x', term_id = (select term_id from term where state = 'OPEN' limit 1)`,
      ),
    },
  },
  {
    invariant: 'one-payment',
    what: 'a term that two payments renewed',
    says: /was renewed by two payments/,
    sql: { payments: `drop index payment_one_renewal; ${copyOfPayment(`gateway_event_id = 'x'`)}` },
  },
  {
    invariant: 'money-settles',
    what: 'a paid term whose money was taken back without a word',
    says: /its money does not cover the price/,
    sql: { payments: `update payment set reversed_minor = amount_minor where state = 'RENEWED'` },
  },
  {
    invariant: 'money-settles',
    what: 'money that covers a term and closes nothing',
    says: /is covered by its money, and no cause says so/,
    sql: { payments: `delete from cause; update payment set state = 'RECEIVED' where state = 'RENEWED'` },
  },
  {
    invariant: 'money-settles',
    what: 'a paid term that is dunned',
    says: /is paid by payment:.* and open in scheduling/,
    sql: { scheduling: `update closure set undone_by = 'x' where cause like 'payment:%'` },
  },
  {
    invariant: 'money-settles',
    what: 'a term that is short and closed, and on no list',
    says: /is short, closed, and no debt is on the list/,
    sql: {
      payments: `update cause set undone_at = now(); update payment set state = 'REVERSED', reversed_minor = amount_minor where state = 'RENEWED'`,
      contracts: `delete from closure where cause not like 'payment:%'`,
    },
  },
  {
    invariant: 'money-settles',
    what: 'money without its term that nobody sees',
    says: /waits for its term and is on no list/,
    sql: {
      payments: copyOfPayment(
        `gateway_event_id = 'x', state = 'UNMATCHED', named_term_id = gen_random_uuid(), term_id = null`,
      ),
    },
  },
  {
    invariant: 'one-payment',
    what: 'a gateway event that was recorded twice',
    says: /was recorded twice/,
    sql: { payments: `drop index payment_gateway_event; ${copyOfPayment(`state = 'FAILED', reason = 'x'`)}` },
  },
  {
    invariant: 'one-price',
    what: 'a newer quote that the message did not show',
    says: /current was 2/,
    sql: {
      payments: `insert into quote select gen_random_uuid(), term_id, 2, contract_id, customer_id, currency, amount_minor, issued_at from quote`,
    },
  },
  {
    invariant: 'one-price',
    what: 'a message that asked for another amount than its quote has',
    says: /asked for 1 of 1 .*no price/,
    sql: {
      delivery: `update message m set inputs = jsonb_set(m.inputs, array[d.term_id::text, 'minor'], '"1"') from dispatch d
        where d.message_id = m.message_id and d.state = 'SENT' and d.quote_version is not null`,
    },
  },
  {
    invariant: 'one-price',
    what: 'a message that asked for the price of before',
    says: /asked for .*no price/,
    sql: {
      payments: `update quote set amount_minor = amount_minor - 1`,
    },
  },
  {
    invariant: 'one-price',
    what: 'a quote that never was',
    says: /which payments never issued/,
    sql: {
      delivery: `update dispatch set quote_version = 99 where reminder_id = (select min(reminder_id::text)::uuid from dispatch where state = 'SENT')`,
    },
  },
];
