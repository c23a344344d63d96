import type { Term } from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import type { Payment } from '@perennial/proto/gen/perennial/payments/v1/payments';
import { ReminderState, TermState } from '@perennial/proto/gen/perennial/types/v1/types';
import { sendFiles } from '../test/real-life-files.js';
import { address, agreement, company, contact, customer, RealLifeScene } from '../test/real-life-scene.js';

// What users of other systems reported, each with a customer of its own, all in six weeks of one system: 1 July (a
// Monday) to 12 August 2024. What happens is said first and played once; each test looks at what came of it.
const { at } = RealLifeScene;
let scene: RealLifeScene;
const contractIds = new Map<string, string>();
const paid = new Map<string, Payment>();
const refused: string[] = [];

/** The term of a case: the first, or the one of a number. */
async function term(name: string, number = 1): Promise<Term> {
  const found = (await scene.terms(contractIds.get(name) ?? '')).find((one) => one.number === number);
  if (!found) throw new Error(`${name} has no term ${number}`);
  return found;
}
const liveTerm = async (name: string): Promise<Term> =>
  (await scene.terms(contractIds.get(name) ?? '')).filter(({ voided }) => !voided).at(-1) as Term;
const texts = (who: string): Promise<string[]> => Promise.all(scene.mailsTo(who).map((mail) => mail.text()));
const steps = async (name: string, number = 1): Promise<string[]> =>
  (await scene.reminders((await term(name, number)).termId)).map(
    ({ step, state, reason }) => `${step} ${state.replace('REMINDER_STATE_', '')} ${reason}`,
  );

/** A customer with a contact and a contract. */
function given(
  time: string,
  name: string,
  start: string,
  more: Record<string, unknown> = {},
  who = company(name),
): void {
  at(time, async (system) => {
    const ids = await system.take(...who, agreement(name, name, start, more));
    contractIds.set(name, ids.at(-1) ?? '');
  });
}
/** The same contract in a newer record. */
const change = (time: string, name: string, start: string, more: Record<string, unknown>): void =>
  at(time, (system) => system.take(agreement(name, name, start, { version: 2, ...more })));
const pays = (time: string, event: string, name: string, currency: string, minor: bigint, number = 1): void =>
  at(time, async (system) => {
    const terms = await system.terms(contractIds.get(name) ?? '');
    const termId = terms.find((one) => one.number === number)?.termId ?? '';
    paid.set(event, await system.pay(event, termId, currency, minor));
  });

const [MORNING, NOON] = ['2024-07-01T00:00:00Z', '2024-07-01T12:00:00Z'];

at(MORNING, sendFiles);
test('K01 names in the encoding of a Chinese spreadsheet are decoded or refused, never broken (M-03)', async () => {
  const { customers } = (await scene.get('/api/v1/customers?pageSize=500')) as { customers: { name: string }[] };
  expect(customers.filter(({ name }) => name.includes('\uFFFD'))).toEqual([]);
  expect(customers.filter(({ name }) => name === '华为科技').length).toBeGreaterThanOrEqual(1);
});

test('a workbook comes in over HTTP as a file of text does (D-03)', async () => {
  const { customers } = (await scene.get(`/api/v1/customers?nameContains=${encodeURIComponent('Köhler')}`)) as {
    customers: object[];
  };
  expect(customers).toMatchObject([{ name: 'Köhler & Söhne', since: '2023-07-01' }]);
});
test('a file that is imported on hold tells its customers nothing, the same file without does (D-11)', () => {
  expect(scene.mailsTo(address('HELD'))).toEqual([]);
  expect(scene.mailsTo(address('TOLD'))).not.toEqual([]);
});
test('K02 an inch mark costs its row, not the file (D-03)', async () => {
  const { customers } = (await scene.get('/api/v1/customers?nameContains=Good')) as { customers: unknown[] };
  expect(customers).toHaveLength(2);
});
test('K03 a corrected file without versions is taken (D-03, D-11)', async () => {
  const { contracts } = (await scene.get('/api/v1/contracts?pageSize=500')) as {
    contracts: { contractId: string; product: string }[];
  };
  const mine = contracts.find(({ product }) => product === 'File K03')?.contractId ?? '';
  expect((await scene.terms(mine)).map(({ amount }) => amount?.minor)).toEqual([140_000n]);
});

for (const locale of ['de-DE', 'en_US', 'fr'])
  given(MORNING, `K05${locale}`, '2023-07-17', {}, company(`K05${locale}`, { locale }));
test.each(['de-DE', 'en_US', 'fr'])(
  'K05 a customer whose language is %s is written to in a language that exists',
  (locale) => {
    expect(scene.mailsTo(address(`K05${locale}`)).length).toBeGreaterThanOrEqual(2);
  },
);

given(MORNING, 'K06', '2024-01-15', { periodMonths: 1, amount: '10.00' });
given(MORNING, 'K06b', '2021-08-01');
change(NOON, 'K06', '2024-01-15', { periodMonths: 12 });
change(NOON, 'K06b', '2021-08-01', { periodMonths: 1, amount: '10.00' });
test('K06 another cycle leaves the term that runs where it is (R-16, T-12)', async () => {
  const [monthly, yearly] = [await scene.terms(contractIds.get('K06') ?? ''), await liveTerm('K06b')];
  expect(monthly[0]).toMatchObject({ start: '2024-06-15', lastDay: '2024-07-14' });
  expect(yearly).toMatchObject({ start: '2023-08-01', lastDay: '2024-07-31' });
  expect(await texts(address('K06'))).toContainEqual(expect.stringContaining('14 July 2024'));
});

given(MORNING, 'K09', '2023-07-17', { currency: 'USD' }, [
  customer('K09', 'America/New_York', { country: 'US', locale: 'en' }),
  contact('k09', 'K09', { name: 'Ken' }),
]);
at(MORNING, (system) =>
  system.take(
    customer('K09', 'Asia/Tokyo', {
      country: 'JP',
      locale: 'zh',
      source: { system: 'erp', id: 'K09', version: '2' },
    }),
  ),
);
test('K09 what a contact left empty follows the corrected customer (R-09)', async () => {
  const due = (await scene.reminders((await term('K09')).termId)).map(({ dueAt }) => dueAt?.slice(11, 16));
  expect(new Set(due)).toEqual(new Set(['00:00']));
  expect((await texts(address('K09'))).join()).toMatch(/[\u4e00-\u9fff]/);
});

given(MORNING, 'K12', '2023-07-11', { autoRenew: true });
test('K12 who renews by himself is told so, and loses nothing in silence (M-14, R-21)', async () => {
  const told = await texts(address('K12'));
  expect(told.length).toBeGreaterThanOrEqual(1);
  expect(told.join('\n')).not.toMatch(/loses access/);
  expect(told[0]).toMatch(/renews/);
  expect((await term('K12')).state).toBe(TermState.TERM_STATE_EXPIRED);
});

given(MORNING, 'K13', '2023-07-17', { amount: '1200.00' });
given(MORNING, 'K13b', '2023-07-17', { amount: '1051.75', currency: 'SEK' });
pays('2024-07-02T06:00:00Z', 'h1', 'K13', 'EUR', 60_000n);
pays('2024-07-02T06:00:00Z', 's1', 'K13b', 'SEK', 105_200n);
pays('2024-07-04T06:00:00Z', 'h2', 'K13', 'EUR', 60_000n);
test('K13 two halves make a whole, and a little too much is enough (P-09)', async () => {
  expect((await term('K13')).state).toBe(TermState.TERM_STATE_RENEWED);
  expect((await term('K13b')).state).toBe(TermState.TERM_STATE_RENEWED);
  expect((await steps('K13')).filter((step) => /^T-[17]\b.*SENT/.test(step))).toEqual([]);
});

given(MORNING, 'K15', '2023-08-01', { amount: '1000.00' });
change('2024-07-02T06:00:00Z', 'K15', '2023-08-01', { amount: '1100.00' });
pays('2024-07-03T06:00:00Z', 't1', 'K15', 'EUR', 100_000n);
test('K15 what the last message asked for is enough (M-13, P-05)', async () => {
  expect((await term('K15')).state).toBe(TermState.TERM_STATE_RENEWED);
});

given(MORNING, 'K17', '2023-07-17');
at('2024-07-02T06:00:00Z', async ({ edges }) => {
  await edges.reverse('x0', 'early').catch((error: Error) => refused.push(error.message));
});
pays('2024-07-02T06:00:00Z', 'x0', 'K17', 'EUR', 10_000n);
pays('2024-07-02T06:00:00Z', 'x1', 'K17', 'EUR', 10_000n);
pays('2024-07-02T06:00:00Z', 'x2', 'K17', 'EUR', 10_000n);
at('2024-07-02T06:00:00Z', async (system) => {
  paid.set('r2', await system.edges.reverse('x2', 'double'));
  await system.rest();
  paid.set('r2 again', await system.edges.reverse('x2', 'double'));
});
test('K17 any payment can be taken back, in any order, once (P-01)', async () => {
  expect(refused).toEqual([]);
  expect(paid.get('r2')?.state).toBe('PAYMENT_STATE_REVERSED');
  expect(paid.get('r2 again')).toEqual(paid.get('r2'));
  expect((await term('K17')).state).toBe(TermState.TERM_STATE_RENEWED);
});

given(MORNING, 'K19', '2023-07-17', {}, [
  ...company('K19').slice(0, 1),
  contact('K19a', 'K19', { email: 'billing@k19.example', name: 'Ada' }),
  contact('K19b', 'K19', { email: 'Billing@K19.example ', name: 'Bob' }),
]);
test('K19 two people with one mailbox get one mail, the product once (U-03)', async () => {
  const mails = scene.mailsTo('billing@k19.example');
  const days = new Set(mails.map((mail) => mail.headers('date')[0]?.slice(0, 16)));
  expect(mails.length).toBe(days.size);
  for (const text of await texts('billing@k19.example')) expect(text.split('Suite K19').length).toBeLessThanOrEqual(3);
  expect((await mails[0]?.parsed())?.subject).not.toMatch(/subscriptions/);
});

given(MORNING, 'K20', '2023-07-17', {}, [
  customer('K20', 'Europe/Berlin', { country: 'DE', locale: 'en' }),
  contact('K20a', 'K20', { name: 'Ann', email: '', phone: '+442079460123' }),
  contact('K20b', 'K20', { name: 'Ben', email: 'pay@k20.example', roles: ['billing'] }),
]);
test('K20 where the renewal contact cannot be reached the next one is asked (D-02)', () => {
  expect(scene.mailsTo('pay@k20.example').length).toBeGreaterThanOrEqual(2);
});

given(MORNING, 'K23', '2023-07-17');
const unsubscribed: number[] = [];
at('2024-07-02T00:00:00Z', async (system) => {
  const [mail] = system.mailsTo(address('K23'));
  const link = /<([^>]+)>/.exec(mail?.headers('list-unsubscribe')[0] ?? '')?.[1] ?? '';
  const page = system.url + new URL(link).pathname;
  unsubscribed.push((await fetch(page)).status);
  const form = new FormData();
  form.set('List-Unsubscribe', 'One-Click');
  unsubscribed.push((await fetch(page, { method: 'POST', body: form, redirect: 'manual' })).status);
});
test('K23 one click as the RFC prefers it opts out (M-10, U-04)', () => {
  expect(unsubscribed).toEqual([200, 200]);
  expect(scene.mailsTo(address('K23'))).toHaveLength(1);
});

at(MORNING, ({ smtp }) =>
  Promise.resolve(smtp.behaveFor('dead@k24.example', { kind: 'reject5xx', phase: 'rcpt', code: 550 })),
);
given(MORNING, 'K24', '2023-07-17', {}, [
  customer('K24', 'Europe/Berlin', { country: 'DE', locale: 'en' }),
  contact('K24a', 'K24', { name: 'Dan', email: 'dead@k24.example' }),
  contact('K24b', 'K24', { name: 'Eve', email: 'alive@k24.example', roles: ['billing'] }),
]);
test('K24 a dead address is asked once, and somebody else then (D-05)', async () => {
  expect(scene.mailsTo('alive@k24.example').length).toBeGreaterThanOrEqual(3);
  expect((await steps('K24')).filter((step) => step.includes('FAILED'))).toEqual([]);
});

const RIGHT_TO_LEFT = [
  customer('K27', 'Asia/Kuwait', { name: 'AT&T "R&D" <Ops>', country: 'KW', locale: 'en' }),
  contact('k27', 'K27', { name: 'דנה לוי' }),
];
given(MORNING, 'K27', '2023-07-17', { product: 'R&D "Pro" <b>', amount: '1234.567', currency: 'KWD' }, RIGHT_TO_LEFT);
at(MORNING, async (system) => {
  const [id] = await system.take(
    agreement('K27b', 'K27', '2023-08-10', { product: 'תוכנה 2', amount: '120000', currency: 'JPY' }),
  );
  contractIds.set('K27b', id ?? '');
});
test('K27 names and money are whole, and a name from right to left keeps the date in its place (M-03, M-04)', async () => {
  const subjects = await Promise.all(
    scene.mailsTo(address('K27')).map(async (mail) => (await mail.parsed()).subject ?? ''),
  );
  expect(subjects).toContainEqual(expect.stringContaining('R&D "Pro" <b>'));
  expect(subjects.find((subject) => subject.includes('תוכנה'))).toMatch(/\u2068תוכנה 2\u2069/);
  const all = (await texts(address('K27'))).join('\n');
  expect(all).toContain('1,234.567');
  expect(all).toContain('120,000');
});

given(MORNING, 'K28', '2023-07-18');
change('2024-07-17T06:00:00Z', 'K28', '2023-07-18', { termStart: '2023-07-18', termLastDay: '2024-07-29' });
test('K28 who was told the 17th hears of the 29th before it comes (M-13)', async () => {
  expect((await texts(address('K28'))).filter((text) => text.includes('29 July'))).not.toEqual([]);
});

given(MORNING, 'R11', '2023-07-01', { termStart: '2023-07-01', termLastDay: '2024-06-30' });
test('Review 11 a contract that arrives in its grace is announced, priced and reminded (D-11)', async () => {
  const [first] = await scene.terms(contractIds.get('R11') ?? '');
  expect(first?.lastDay).toBe('2024-06-30');
  expect(scene.mailsTo(address('R11')).length).toBeGreaterThanOrEqual(1);
});

given(MORNING, 'R18', '2023-07-17', { amount: '0' });
test('Review 18 nobody is asked to pay nothing (P-01)', async () => {
  expect((await texts(address('R18'))).join('\n')).not.toMatch(/0\.00|\/pay\//);
});

given(MORNING, 'R5', '2023-07-17', {}, company('R5', { tierOverride: 'TIER_STRATEGIC' }));
test('Review 5 a strategic customer who comes late is told to the end (R-03)', async () => {
  expect((await steps('R5')).filter((step) => /^T-[017]\b/.test(step) && step.includes(' SENT '))).toHaveLength(3);
});

beforeAll(async () => {
  scene = await RealLifeScene.play('2024-08-12T06:00:00Z');
}, 180_000);
afterAll(async () => {
  await scene?.end();
});

test('everything that was to happen has happened', () => {
  expect(scene.faults).toEqual([]);
});

test('nothing is left behind: no reminder is released without an end', async () => {
  expect(await scene.edges.reminders({ state: ReminderState.REMINDER_STATE_RELEASED })).toEqual([]);
});
