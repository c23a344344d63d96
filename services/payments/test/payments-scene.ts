import type { Database } from '@perennial/database/database';
import { newEvent, type NewEvent } from '@perennial/events/event';
import { newId } from '@perennial/kernel/ids';
import {
  PaymentServiceService,
  PaymentState,
  type ListPaymentsRequest,
  type Payment,
  type RecordPaymentRequest,
} from '@perennial/proto/gen/perennial/payments/v1/payments';
import type { RunningService } from '@perennial/service/boot/running-service';
import { startService } from '@perennial/service/boot/start-service';
import { grpcClient, unary, type Peer } from '@perennial/service/grpc/client';
import { ContractsPeer } from '@perennial/testing/system/contracts-peer';
import { contractWithTerm } from '@perennial/testing/system/contract-snapshots';
import { tellService } from '@perennial/testing/system/tell-service';
import { testEnvironment, type TestEnvironment } from '@perennial/testing/system/test-environment';
import { paymentsService } from '../src/service.js';

export const KEYS = [{ id: 'test', key: Buffer.alloc(32, 7) }];
let environment: TestEnvironment;
export let service: RunningService;
export let database: Database;
export let contracts: ContractsPeer;
export let client: Peer<typeof PaymentServiceService>;

/** Starts payments with a database and an event log of its own; the names above are then in use. */
export async function openScene(): Promise<void> {
  environment = await testEnvironment({ sandboxStart: '2024-07-01T00:00:00Z' });
  const settings = await environment.of('payments');
  contracts = await ContractsPeer.start(settings['CONTRACTS_GRPC_URL'] as string);
  service = await startService(paymentsService, settings);
  database = service.database;
  client = grpcClient(PaymentServiceService, `127.0.0.1:${service.grpcPort}`);
}

export async function closeScene(): Promise<void> {
  client?.close();
  await service?.stop();
  contracts?.stop();
  await environment?.close();
}

export const eur = (minor: bigint) => ({ currency: 'EUR', minor });
export const uuid = (): string => newId();
export const told = (...events: NewEvent[]): Promise<void> => tellService(service, events);

export async function expiring(): Promise<ReturnType<typeof contractWithTerm>> {
  const made = contractWithTerm();
  await told(
    newEvent('contract.changed', { contract: made.contract, terms: [made.term] }),
    newEvent('contract.expiring', made),
  );
  return made;
}

/** Events of ours about a term, in their order. */
export const published = (subject: string, restated = false) =>
  database.query<{ type: string; data: string }>(
    "select type, data from outbox where subject = $1 and restated = $2 and (type like 'payment.%' or type like 'quote.%') order by id",
    [subject, restated],
  );
export const types = async (termId: string, restated = false): Promise<string[]> =>
  (await published(termId, restated)).map(({ type }) => type);

export const record = (termId: string, more: Partial<RecordPaymentRequest> = {}) =>
  unary(
    client,
    'recordPayment',
    {
      gateway: 'erp',
      gatewayEventId: uuid(),
      termId,
      amount: eur(120_000n),
      paidAt: undefined,
      reference: undefined,
      ...more,
    },
    10_000,
  ).then((r) => r.payment as Payment);
export const reverse = (reverses: string, gatewayEventId = uuid(), amount?: { currency: string; minor: bigint }) =>
  unary(
    client,
    'reversePayment',
    { gateway: 'erp', gatewayEventId, reversesGatewayEventId: reverses, reason: 'chargeback', amount },
    5_000,
  ).then((r) => r.payment as Payment);
export const look = (...termIds: string[]) => unary(client, 'look', { termIds }, 5_000).then((r) => r.terms);
export const payLink = (token: string) => unary(client, 'getPayLink', { token }, 5_000);
export const payByLink = (token: string, quoteVersion = 1, amount = eur(120_000n)) =>
  unary(client, 'payByLink', { token, quoteVersion, amount }, 5_000).then((r) => r.payment as Payment);
/** Open reviews about a term or a payment of it, or any other subject: `kind detail`. */
export const reviews = async (of: string): Promise<string[]> => {
  const rows = await database.query<{ kind: string }>(
    'select kind from review_row where done_at is null and (term_id::text = $1 or subject_id = $1) order by kind',
    [of],
  );
  return rows.map(({ kind }) => kind);
};
export const list = (more: Partial<ListPaymentsRequest>) =>
  unary(
    client,
    'listPayments',
    { customerId: '', termId: '', state: PaymentState.PAYMENT_STATE_UNSPECIFIED, pageSize: 0, pageToken: '', ...more },
    5_000,
  ).then((r) => r.payments);
export const code = (expected: string, rule?: string) =>
  expect.objectContaining({ code: expected, ...(rule ? { violations: [expect.objectContaining({ rule })] } : {}) });
