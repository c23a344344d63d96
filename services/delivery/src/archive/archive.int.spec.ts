import { archiveDrift } from '@perennial/database/archive/move-rows';
import { newEvent, type NewEvent } from '@perennial/events/event';
import type { AttemptId, TermId } from '@perennial/kernel/ids';
import { addMs, DAY } from '@perennial/kernel/instant';
import { DeliveryServiceService } from '@perennial/proto/gen/perennial/delivery/v1/delivery';
import { MessageState } from '@perennial/proto/gen/perennial/types/v1/types';
import { SERVICE_CONFIG, type ServiceConfig } from '@perennial/service/config/service-config';
import { grpcClient, unary, type Peer } from '@perennial/service/grpc/client';
import { termAt, contractWithTerm } from '@perennial/testing/system/contract-snapshots';
import type { Made } from '@perennial/testing/system/delivery-scene';
import { ArchiveScene, NONE, ONE } from '../../test/archive-scene.js';
import { DeliveryMetrics } from '../metrics.js';
import { RecordResults } from '../sending/record-results.js';
import { ARCHIVED_TABLES } from './archive.store.js';
import { ArchiveTerms } from './archive-terms.js';

let scene: ArchiveScene;
let grpc: Peer<typeof DeliveryServiceService>;

beforeAll(async () => {
  scene = await ArchiveScene.start();
  grpc = grpcClient(DeliveryServiceService, `127.0.0.1:${scene.settings['GRPC_PORT']}`);
}, 60_000);
afterAll(async () => {
  grpc.close();
  await scene.close();
}, 60_000);

const now = () => scene.now();
const due = (riders = 1): Made => scene.messages.due({ riders });
const paid = (made: Made, n = 0): NewEvent => scene.messages.paid(made, n);
const tell = (...events: NewEvent[]) => scene.tell(...events);
const outcomes = (made: Made) => scene.messages.outcomes(made);
const mails = (made: Made) => scene.smtp.accepted().filter((mail) => mail.envelope.to[0] === made.address);
const walk = (days: number) => scene.walk(days);
const count = (made: Made, suffix: '' | '_archive' | '_all') => scene.count(made, suffix);
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
  const rows = await scene.service.database.query<{ cause: string }>(
    `select cause from closure where term_id = $1 and undone_by is null order by cause`,
    [made.riders[0]?.termId],
  );
  return rows.map(({ cause }) => cause);
};

test('each archive has the columns of its table', async () => {
  for (const table of ARCHIVED_TABLES) expect(await archiveDrift(scene.service.database, table)).toEqual([]);
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
  scene.messages.quote(rider?.termId as TermId, 1, 120_000n);
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
  const [attempt] = await scene.service.database.query<{ id: AttemptId }>(
    'select attempt_id as id from attempt_archive where message_id = $1',
    [made.messageId],
  );
  const late = {
    attemptId: attempt?.id as AttemptId,
    messageId: made.messageId,
    provider: { name: 'smtp', capabilities: { lookup: false, idempotent: false }, others: [] },
    result: { kind: 'refused', about: 'MESSAGE', reason: 'late' } as const,
  };
  expect(await scene.service.app.get(RecordResults).execute([late])).toBe(0);
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
  const config = { ...scene.service.app.get<ServiceConfig>(SERVICE_CONFIG), ARCHIVE_AFTER_DAYS: 90 };
  const steps = new ArchiveTerms(
    scene.service.database,
    scene.service.clock,
    scene.service.app.get(DeliveryMetrics),
    config,
  );
  await steps.run(addMs(now(), 20 * 30 * DAY));
  expect(await count(made, '_all')).toEqual(ONE);
  await steps.run(addMs(now(), 28 * 30 * DAY));
  expect(await count(made, '_all')).toEqual(NONE);
  expect((await list({ messageId: made.messageId })).messages).toEqual([]);
  // What comes now is answered by the fence, which stays for ever.
  await tell({ ...made.event });
  expect(mails(made)).toHaveLength(1);
});
