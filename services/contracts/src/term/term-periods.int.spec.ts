import type { Database } from '@perennial/database/database';
import { newEvent } from '@perennial/events/event';
import { newId } from '@perennial/kernel/ids';
import { ContractServiceService } from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import type { RunningService } from '@perennial/service/boot/running-service';
import { startService } from '@perennial/service/boot/start-service';
import { grpcClient, unary, type Peer } from '@perennial/service/grpc/client';
import { contract, customer, Edges, newer } from '@perennial/testing/system/edges';
import { tellService } from '@perennial/testing/system/tell-service';
import { testEnvironment, type TestEnvironment } from '@perennial/testing/system/test-environment';
import { contractsService } from '../service.js';

let environment: TestEnvironment;
let service: RunningService;
let database: Database;
let edges: Edges;
let contracts: Peer<typeof ContractServiceService>;

beforeAll(async () => {
  environment = await testEnvironment({ sandboxStart: '2024-07-01T00:00:00Z' });
  service = await startService(contractsService, await environment.of('contracts'));
  database = service.database;
  const port = service.grpcPort;
  edges = new Edges({ contracts: port, scheduling: port, delivery: port, payments: port });
  contracts = grpcClient(ContractServiceService, `127.0.0.1:${port}`);
}, 60_000);
afterAll(async () => {
  edges?.close();
  contracts?.close();
  await service?.stop();
  await environment?.close();
});

let serial = 0;
/** A contract whose first term runs from 2023-09-01 to 2024-08-31. */
async function portfolio() {
  const name = `p${(serial += 1)}`;
  const record = contract(`${name}-k`, name, '2023-09-01');
  const [customerId, contractId] = (await edges.take([customer(name, 'Europe/Berlin'), record])) as [string, string];
  return { customerId, contractId, termId: (await edges.term(contractId, 1)).termId, record };
}
type Portfolio = Awaited<ReturnType<typeof portfolio>>;

/** A copy of the first term under another number and dates, past the service. */
const insert = (contractId: string, number: number, start: string, lastDay: string, more = `'RENEWED', false`) =>
  database.execute(
    `insert into term (term_id, contract_id, customer_id, number, start, last_day, zone, currency, amount_minor,
       version, ends_at, horizon_at, lapses_at, state, voided)
     select gen_random_uuid(), contract_id, customer_id, $2::int, $3::date, $4::date, zone, currency, amount_minor, 1,
       ends_at, horizon_at, lapses_at, ${more}
     from term where contract_id = $1 and number = 1`,
    [contractId, number, start, lastDay],
  );
const paid = ({ termId, contractId, customerId }: Portfolio, paymentId: string) =>
  tellService(service, [
    newEvent('payment.renewed', {
      paymentId,
      termId,
      contractId,
      customerId,
      quoteVersion: 1,
      amount: { currency: 'USD', minor: 1_200_000n },
      paidAt: undefined,
      cause: `payment:${paymentId}`,
    }),
  ]);
const reversed = ({ termId, contractId, customerId }: Portfolio, paymentId: string) =>
  tellService(service, [
    newEvent('payment.reversed', {
      paymentId,
      termId,
      contractId,
      customerId,
      reason: 'chargeback',
      reversedAt: undefined,
      amount: { currency: 'USD', minor: 1_200_000n },
      undoes: [`payment:${paymentId}`],
    }),
  ]);
const shown = async (contractId: string) =>
  (await edges.terms(contractId)).map(({ number, state, voided, start }) => [number, state.slice(11), voided, start]);

describe('the periods of a contract', () => {
  it('never overlap, whoever writes them; a voided one stands aside', async () => {
    const { contractId } = await portfolio();
    const overlap = { code: '23P01', constraint: 'term_periods_apart' };
    await expect(insert(contractId, 2, '2024-08-31', '2025-08-30')).rejects.toMatchObject(overlap);
    await expect(insert(contractId, 2, '2024-03-01', '2024-04-01')).rejects.toMatchObject(overlap);
    await expect(insert(contractId, 2, '2024-08-31', '2025-08-30', `'OPEN', true`)).rejects.toMatchObject({
      constraint: 'term_voided',
    });
    expect(await insert(contractId, 2, '2024-08-31', '2025-08-30', `'CANCELLED', true`)).toBe(1);
    expect(await insert(contractId, 3, '2024-09-01', '2025-08-31')).toBe(1);
    const { contractId: other } = await portfolio();
    await database.transaction('shift', async (tx) => {
      await tx.execute(`update term set last_day = '2024-10-15' where contract_id = $1 and number = 1`, [contractId]);
      await tx.execute(`update term set start = '2024-10-16' where contract_id = $1 and number = 3`, [contractId]);
    });
    expect((await edges.terms(other)).map(({ lastDay }) => lastDay)).toEqual(['2024-08-31']);
  });

  it('leave a paid term closed alone where the next one would overlap, alarmed, with a row to look at', async () => {
    const one = await portfolio();
    await insert(one.contractId, 0, '2024-10-01', '2024-12-31');
    await paid(one, newId());
    expect(await shown(one.contractId)).toEqual([
      [0, 'RENEWED', false, '2024-10-01'],
      [1, 'RENEWED', false, '2023-09-01'],
    ]);
    expect(await database.query('select kind, subject_kind, subject_id from review_row')).toEqual([
      { kind: 'next_term_overlaps', subject_kind: 'term', subject_id: one.termId },
    ]);
    const metrics = await (await fetch(`http://127.0.0.1:${service.opsPort}/metrics`)).text();
    expect(metrics).toMatch(/^perennial_contract_alerts_total\{.*alert="next_term_overlaps".*\} 1$/m);
    const letters = await database.query(`select from outbox where topic = 'perennial.dlq.contracts'`, []);
    expect(letters).toEqual([]);
  });

  it('free the dates of a voided term, which comes back with those that it has then', async () => {
    const one = await portfolio();
    const [first, second] = [newId(), newId()];
    await paid(one, first);
    await reversed(one, first);
    expect(await shown(one.contractId)).toEqual([
      [1, 'OPEN', false, '2023-09-01'],
      [2, 'CANCELLED', true, '2024-09-01'],
    ]);
    const longer = { contract: { ...one.record.contract, termStart: '2023-09-01', termLastDay: '2024-10-15' } };
    await edges.take([newer(longer as typeof one.record, 2)]);
    await paid(one, second);
    expect(await shown(one.contractId)).toEqual([
      [1, 'RENEWED', false, '2023-09-01'],
      [2, 'OPEN', false, '2024-10-16'],
    ]);
    const [event] = await database.query<{ data: string }>(
      `select data from outbox where key = $1 and type = 'contract.changed' and data::text like '%"voided":true%'`,
      [one.customerId],
    );
    expect(JSON.parse(event?.data ?? '{}').terms).toHaveLength(2);
  });

  it('take a voided term back that the source reports, and refuse a person where its dates are taken', async () => {
    const one = await portfolio();
    const [first, other] = [newId(), await portfolio()];
    await paid(one, first);
    await reversed(one, first);
    const next = { contract: { ...one.record.contract, termStart: '2024-09-01', termLastDay: '2025-08-31' } };
    await edges.take([newer(next as typeof one.record, 2)]);
    expect(await shown(one.contractId)).toEqual([
      [1, 'RENEWED', false, '2023-09-01'],
      [2, 'OPEN', false, '2024-09-01'],
    ]);
    await paid(other, first);
    await reversed(other, first);
    await insert(other.contractId, 3, '2025-01-01', '2025-12-31');
    const { termId } = await edges.term(other.contractId, 2);
    await expect(unary(contracts, 'reopenTerm', { termId, reason: '' }, 5_000)).rejects.toMatchObject({
      code: 'TERM_OVERLAPS',
    });
  });
});
