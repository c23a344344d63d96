import { newEvent } from '@perennial/events/event';
import { ReferenceKind } from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import { PaymentState } from '@perennial/proto/gen/perennial/payments/v1/payments';
import { contractWithTerm } from '@perennial/testing/system/contract-snapshots';
import { participantsOf, walkTo } from '@perennial/testing/system/in-process';
import { addMs, DAY, HOUR } from '@perennial/kernel/instant';
import {
  closeScene,
  code,
  contracts,
  database,
  openScene,
  record,
  reviews,
  service,
  told,
  types,
  uuid,
} from '../test/payments-scene.js';

beforeAll(openScene, 60_000);
afterAll(closeScene);

const know = (
  id: string,
  { term }: ReturnType<typeof contractWithTerm>,
  kind = ReferenceKind.REFERENCE_KIND_CONTRACT,
  system = 'erp',
) =>
  contracts.know(
    { kind, system, id },
    { contractId: term.contractId, customerId: term.customerId, termIds: [term.termId] },
  );
const arrive = ({ contract, term }: ReturnType<typeof contractWithTerm>) =>
  told(newEvent('contract.changed', { contract, terms: [term] }), newEvent('contract.expiring', { contract, term }));
const named = (id: string, kind = 'contract') => ({ reference: { system: 'erp', kind, id } });

it('books money that names the contract or invoice of an ERP at once, where contracts knows it', async () => {
  const [one, two] = [contractWithTerm(), contractWithTerm()];
  await arrive(one);
  await arrive(two);
  know('4711', one);
  know('R-1', two, ReferenceKind.REFERENCE_KIND_INVOICE);
  expect(await record('', named('4711'))).toMatchObject({
    state: PaymentState.PAYMENT_STATE_RENEWED,
    termId: one.term.termId,
    reference: named('4711').reference,
  });
  expect(await record('', named('R-1', 'invoice'))).toMatchObject({ termId: two.term.termId });
});

it('a number that two ERPs have is that of the one which is named', async () => {
  const [ours, theirs] = [contractWithTerm(), contractWithTerm()];
  await arrive(ours);
  await arrive(theirs);
  know('777', ours);
  know('777', theirs, ReferenceKind.REFERENCE_KIND_CONTRACT, 'other');
  const there = { reference: { system: 'other', kind: 'contract', id: '777' } };
  expect(await record('', there)).toMatchObject({ termId: theirs.term.termId });
  expect(await record('', named('777'))).toMatchObject({ termId: ours.term.termId });
});

it('an invoice number that two customers have renews neither: a person decides (M10)', async () => {
  const [one, two] = [contractWithTerm(), contractWithTerm()];
  await arrive(one);
  await arrive(two);
  const { contractId, customerId, termId } = one.term;
  contracts.know(
    { kind: ReferenceKind.REFERENCE_KIND_INVOICE, system: 'erp', id: 'R-2' },
    { contractId, customerId, termIds: [termId, two.term.termId] },
  );
  const payment = await record('', named('R-2', 'invoice'));
  expect(payment).toMatchObject({ state: PaymentState.PAYMENT_STATE_UNMATCHED, termId: '' });
  expect(await reviews(payment.paymentId)).toEqual(['payment_unmatched']);
  const [row] = await database.query<{ detail: string }>('select detail from review_row where subject_id = $1', [
    payment.paymentId,
  ]);
  expect(row?.detail).toContain('invoice R-2 of erp, which several customers have');
  for (const { term } of [one, two]) expect(await types(term.termId)).toEqual(['quote.issued']);
});

it('M10: money for a contract that arrives a day later waits on the list and is matched when it comes', async () => {
  const made = contractWithTerm();
  const id = uuid();
  const payment = await record('', named(id));
  expect(payment).toMatchObject({ state: PaymentState.PAYMENT_STATE_UNMATCHED, termId: '' });
  expect(await record('', { ...named(id), gatewayEventId: payment.gatewayEventId })).toEqual(payment);
  await expect(record('', { ...named('other'), gatewayEventId: payment.gatewayEventId })).rejects.toEqual(
    code('GATEWAY_EVENT_CONFLICT'),
  );
  expect(await reviews(payment.paymentId)).toEqual(['payment_unmatched']);
  const metrics = await (await fetch(`http://127.0.0.1:${service.opsPort}/metrics`)).text();
  expect(metrics).toMatch(/perennial_review_oldest_seconds\{[^}]*kind="payment_unmatched"/);
  await walkTo(participantsOf([service]), addMs(service.clock.now(), DAY));
  know(id, made);
  await arrive(made);
  expect(await types(made.term.termId)).toEqual(['quote.issued', 'payment.renewed']);
  expect(await reviews(payment.paymentId)).toEqual([]);
});

it('asks again by age, and after contracts did not answer', async () => {
  const made = contractWithTerm();
  const id = uuid();
  await arrive(made);
  contracts.silent = true;
  expect((await record('', named(id))).state).toBe(PaymentState.PAYMENT_STATE_UNMATCHED);
  contracts.silent = false;
  know(id, made);
  await walkTo(participantsOf([service]), addMs(service.clock.now(), HOUR));
  expect(await types(made.term.termId)).toEqual(['quote.issued', 'payment.renewed']);
});

it('takes a term or a reference, never both, never half a one', async () => {
  const faults = [
    [uuid(), named('1'), 'one_of'],
    ['', named('1', 'order'), 'unknown_value'],
    ['', named(''), 'required'],
    ['', { reference: { system: '', kind: 'contract', id: '1' } }, 'required'],
    ['', {}, 'required'],
  ] as const;
  for (const [termId, more, rule] of faults)
    await expect(record(termId, more)).rejects.toEqual(code('INVALID_REQUEST', rule));
});
