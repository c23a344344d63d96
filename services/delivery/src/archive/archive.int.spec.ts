import { newEvent, type NewEvent } from '@perennial/events/event';
import { archiveDrift } from '@perennial/database/archive/move-rows';
import { Database } from '@perennial/database/database';
import type { AttemptId, TermId } from '@perennial/kernel/ids';
import { addMs, DAY, type Instant } from '@perennial/kernel/instant';
import { DeliveryServiceService } from '@perennial/proto/gen/perennial/delivery/v1/delivery';
import { MessageState } from '@perennial/proto/gen/perennial/types/v1/types';
import type { RunningService } from '@perennial/service/boot/running-service';
import { startService } from '@perennial/service/boot/start-service';
import { SERVICE_CONFIG, type ServiceConfig } from '@perennial/service/config/service-config';
import { grpcClient, unary, type Peer } from '@perennial/service/grpc/client';
import { RecordingSmtpServer } from '@perennial/testing/smtp/recording-smtp-server';
import { termAt, contractWithTerm } from '@perennial/testing/system/contract-snapshots';
import { DeliveryPeers } from '@perennial/testing/system/delivery-peers';
import { DeliveryScene, type DueChange, type Made } from '@perennial/testing/system/delivery-scene';
import { participantsOf, walkTo } from '@perennial/testing/system/in-process';
import { tellService } from '@perennial/testing/system/tell-service';
import { testEnvironment, type TestEnvironment } from '@perennial/testing/system/test-environment';
import { DeliveryMetrics } from '../metrics.js';
import { RecordResults } from '../sending/record-results.js';
import { deliveryService } from '../service.js';
import { ARCHIVED_TABLES, archiveQueue } from './archive.store.js';
import { ArchiveTerms } from './archive-terms.js';

let environment: TestEnvironment;
let smtp: RecordingSmtpServer;
let peers: DeliveryPeers;
let service: RunningService;
let grpc: Peer<typeof DeliveryServiceService>;

beforeAll(async () => {
  environment = await testEnvironment();
  smtp = await RecordingSmtpServer.start();
  const settings = await environment.of('delivery', { SMTP_URL: `smtp://127.0.0.1:${smtp.port}` });
  peers = await DeliveryPeers.start({
    contracts: settings['CONTRACTS_GRPC_URL'] as string,
    payments: settings['PAYMENTS_GRPC_URL'] as string,
  });
  service = await startService(deliveryService, settings);
  grpc = grpcClient(DeliveryServiceService, `127.0.0.1:${settings['GRPC_PORT']}`);
}, 60_000);
afterAll(async () => {
  grpc.close();
  await service.stop();
  await peers.stop();
  await smtp.stop();
  await environment.close();
}, 60_000);

const scene = () => new DeliveryScene(peers, () => service);
const now = (): Instant => service.clock.now();
const due = (riders = 1, change: DueChange = {}): Made => scene().due({ riders, ...change });
const paid = (made: Made, n = 0): NewEvent => scene().paid(made, n);
const tell = (...events: NewEvent[]) => tellService(service, events);
const outcomes = (made: Made) => scene().outcomes(made);
const mails = (made: Made) => smtp.accepted().filter((mail) => mail.envelope.to[0] === made.address);
const walk = (days: number) => walkTo(participantsOf([service]), addMs(now(), days * DAY));
const list = async (change: object) =>
  await unary(
    grpc,
    'listMessages',
    {
      customerId: '',
      termId: '',
      state: MessageState.MESSAGE_STATE_UNSPECIFIED,
      messageId: '',
      pageSize: 0,
      pageToken: '',
      ...change,
    },
    5_000,
  );

/** Rows of the message with all that belongs to it, by table: `suffix` names the hot tables, the archive or both. */
async function count({ messageId, riders }: Made, suffix: '' | '_archive' | '_all'): Promise<Record<string, number>> {
  const [row] = await service.database.query<Record<string, number>>(
    `select (select count(*)::int from message${suffix} where message_id = $1) as message,
       (select count(*)::int from dispatch${suffix} where message_id = $1) as dispatch,
       (select count(*)::int from attempt${suffix} where message_id = $1) as attempt,
       (select count(*)::int from outcome${suffix} where reminder_id = any($2::uuid[])) as outcome`,
    [messageId, riders.map(({ reminderId }) => reminderId)],
  );
  return row ?? {};
}
const NONE = { message: 0, dispatch: 0, attempt: 0, outcome: 0 };
const ONE = { message: 1, dispatch: 1, attempt: 1, outcome: 1 };

/** A message that was sent, of a term that was paid and ended long ago. */
async function archived(): Promise<Made> {
  const made = due();
  await tell(made.event);
  await tell(paid(made));
  await walk(200);
  expect(await count(made, '')).toEqual(NONE);
  expect(await count(made, '_archive')).toEqual(ONE);
  return made;
}

/** contract.reopened of the rider's term, which undoes `causes`. */
function reopened(made: Made, undoes: string[]): NewEvent {
  const { term } = contractWithTerm();
  const own = { termId: made.riders[0]?.termId as string, contractId: made.riders[0]?.contractId as string };
  return newEvent('contract.reopened', {
    term: { ...termAt(term, 7), ...own, customerId: made.customerId },
    undoes,
    reason: '',
  });
}

const causesOf = async (made: Made) => {
  const rows = await service.database.query<{ cause: string }>(
    `select cause from closure where term_id = $1 and undone_by is null order by cause`,
    [made.riders[0]?.termId],
  );
  return rows.map(({ cause }) => cause);
};

test('each archive has the columns of its table', async () => {
  for (const table of ARCHIVED_TABLES) expect(await archiveDrift(service.database, table)).toEqual([]);
});

test('a message stays while one of its terms lives, and moves whole with the last of them', async () => {
  const made = due(2);
  await tell(made.event);
  await tell(paid(made, 0));
  await walk(200);
  expect(await count(made, '_archive')).toEqual(NONE);
  await tell(paid(made, 1));
  await walk(89);
  expect(await count(made, '_archive')).toEqual(NONE);
  await walk(40);
  expect(await count(made, '')).toEqual(NONE);
  expect(await count(made, '_archive')).toEqual({ message: 1, dispatch: 2, attempt: 1, outcome: 2 });
  const { messages } = await list({ messageId: made.messageId });
  expect(messages).toMatchObject([{ state: 'MESSAGE_STATE_ACCEPTED', dispatches: [{}, {}], attempts: [{}] }]);
  expect((await list({ termId: made.riders[1]?.termId })).messages).toHaveLength(1);
  expect((await list({ customerId: made.customerId })).messages).toHaveLength(1);
});

test('a payment for an archived term is one more cause at its fence; nothing else happens', async () => {
  const made = await archived();
  await tell(paid(made));
  expect(await causesOf(made)).toHaveLength(2);
  expect(await count(made, '_archive')).toEqual(ONE);
  expect(await outcomes(made)).toHaveLength(1);
  expect(mails(made)).toHaveLength(1);
});

test('a later version of an archived term closes nothing anew and its reminders are recalled without harm', async () => {
  const made = await archived();
  const { term } = contractWithTerm();
  const { termId = '', contractId = '', reminderId = '' } = made.riders[0] ?? {};
  const own = { termId, contractId, customerId: made.customerId };
  await tell(
    newEvent('contract.renewed', {
      term: { ...termAt(term, 9), ...own },
      cause: 'contract:9',
      nextTerm: undefined,
      late: false,
    }),
    newEvent('reminder.withdrawn', { termId, customerId: made.customerId, reminderIds: [reminderId], reason: 'moved' }),
  );
  expect(await causesOf(made)).toContain('contract:9');
  expect(await count(made, '_all')).toEqual(ONE);
  expect(await outcomes(made)).toHaveLength(1);
});

test('a re-opened term comes back and may be written about; after its next end it is archived again', async () => {
  const made = await archived();
  await tell(reopened(made, await causesOf(made)));
  expect(await count(made, '')).toEqual(ONE);
  expect(await count(made, '_archive')).toEqual(NONE);
  const [rider] = made.riders;
  const again = due();
  const event = structuredClone(again.event) as NewEvent & { payload: { riders: object[] } };
  Object.assign(event.payload.riders[0] ?? {}, { termId: rider?.termId, contractId: rider?.contractId });
  scene().quote(rider?.termId as TermId, 1, 120_000n);
  await tell(event);
  expect(mails(again)).toHaveLength(1);
  await walk(200);
  expect(await count(made, '')).toEqual(ONE);
  await tell(paid(made));
  await walk(200);
  expect(await count(made, '_archive')).toEqual(ONE);
  expect(await count(again, '_archive')).toEqual(ONE);
});

test('a due reminder that comes once more, as from a dead letter, finds what it wrote', async () => {
  const made = await archived();
  await tell({ ...made.event });
  expect(await count(made, '')).toEqual(ONE);
  expect(await count(made, '_all')).toEqual(ONE);
  expect(await outcomes(made)).toHaveLength(1);
  expect(mails(made)).toHaveLength(1);
  await walk(200);
  expect(await count(made, '_archive')).toEqual(ONE);
});

test('an answer of the provider that comes when all is archived changes nothing', async () => {
  const made = await archived();
  const [attempt] = await service.database.query<{ id: AttemptId }>(
    'select attempt_id as id from attempt_archive where message_id = $1',
    [made.messageId],
  );
  const late = {
    attemptId: attempt?.id as AttemptId,
    messageId: made.messageId,
    capabilities: { lookup: false, idempotent: false },
    result: { kind: 'refused', about: 'MESSAGE', reason: 'late' } as const,
  };
  expect(await service.app.get(RecordResults).execute([late])).toBe(0);
  const [listed] = (await list({ messageId: made.messageId })).messages;
  expect(listed).toMatchObject({ state: 'MESSAGE_STATE_ACCEPTED', attempts: [{ state: 'ACCEPTED' }] });
  expect(await outcomes(made)).toHaveLength(1);
});

test('outcomes are restated from zero, archived ones among them', async () => {
  const made = await archived();
  let after = '';
  do after = (await unary(grpc, 'restate', { afterId: after, pageSize: 2 }, 5_000)).nextAfterId;
  while (after !== '');
  const [first, second, ...more] = await outcomes(made);
  expect(second).toEqual(first);
  expect(more).toEqual([]);
});

test('archives are dropped when their time is over', async () => {
  const made = await archived();
  const config = { ...service.app.get<ServiceConfig>(SERVICE_CONFIG), ARCHIVE_AFTER_DAYS: 90 };
  const steps = new ArchiveTerms(service.database, service.clock, service.app.get(DeliveryMetrics), config);
  await steps.run(addMs(now(), 20 * 30 * DAY));
  expect(await count(made, '_all')).toEqual(ONE);
  await steps.run(addMs(now(), 28 * 30 * DAY));
  expect(await count(made, '_all')).toEqual(NONE);
  expect((await list({ messageId: made.messageId })).messages).toEqual([]);
  // What comes now is answered by the fence, which stays for ever.
  await tell({ ...made.event });
  expect(mails(made)).toHaveLength(1);
});

/** Every row that belongs to the messages, wherever it lies. */
async function everything(all: readonly Made[]): Promise<unknown[]> {
  const ids = all.map(({ messageId }) => messageId);
  const rows: unknown[] = [];
  for (const table of ['message', 'dispatch', 'attempt'])
    rows.push(
      ...(await service.database.query(`select * from ${table}_all where message_id = any($1) order by 1, 2`, [ids])),
    );
  const reminders = all.flatMap(({ riders }) => riders.map(({ reminderId }) => reminderId));
  rows.push(
    ...(await service.database.query('select * from outcome_all where reminder_id = any($1) order by 1', [reminders])),
  );
  return rows;
}

test('a process may end between any two steps, or within one: the next goes on, nothing is lost or doubled', async () => {
  const all = Array.from({ length: 8 }, () => due(40));
  for (const { event } of all) await tell(event);
  // The service itself may not archive them: here every step is taken by hand, each by a process of its own.
  await service.stop();
  const settings = await environment.of('delivery', {
    SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
    ARCHIVE_AFTER_DAYS: '3650',
  });
  service = await startService(deliveryService, settings);
  for (const made of all) await tell(...made.riders.map((_, n) => paid(made, n)));
  await walk(1);
  const before = await everything(all);
  expect(before.length).toBeGreaterThan(500);
  let killed = 0;
  const url = settings['DATABASE_URL'] as string;
  const archiver = (commits: number) =>
    new Database({
      url,
      applicationName: 'archiver',
      onPoolError: () => undefined,
      failpoint: (name) => {
        if (name.startsWith('delivery.archive') && name.endsWith('.before-commit') && commits-- <= 0)
          throw new Error('killed');
      },
    });
  const config = { ...service.app.get<ServiceConfig>(SERVICE_CONFIG), ARCHIVE_AFTER_DAYS: 90 };
  const later = addMs(now(), 200 * DAY);
  for (let calm = 0, round = 0; calm < 2 && round < 200; round++) {
    const database = archiver(round % 4);
    const steps = new ArchiveTerms(database, service.clock, service.app.get(DeliveryMetrics), config);
    try {
      for (let n = 0; n < 2; n++)
        calm = (await steps.run(later)) === 0 && !(await archiveQueue(database)).moving ? calm + 1 : 0;
    } catch (error) {
      expect(String(error)).toContain('killed');
      killed += 1;
    } finally {
      await database.close();
    }
    expect(await everything(all)).toEqual(before);
  }
  expect(killed).toBeGreaterThan(3);
  for (const made of all) expect(await count(made, '')).toEqual(NONE);
});
