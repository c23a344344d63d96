import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NewEvent } from '@perennial/events/event';
import { addMs, DAY, HOUR } from '@perennial/kernel/instant';
import type { TermId } from '@perennial/kernel/ids';
import type { RunningService } from '@perennial/service/boot/running-service';
import { startService } from '@perennial/service/boot/start-service';
import { DeliveryPeers } from '@perennial/testing/system/delivery-peers';
import { DeliveryScene, type Made } from '@perennial/testing/system/delivery-scene';
import { participantsOf, walkTo } from '@perennial/testing/system/in-process';
import { tellService } from '@perennial/testing/system/tell-service';
import { testEnvironment, type TestEnvironment } from '@perennial/testing/system/test-environment';
import { deliveryService } from '../service.js';

// One bad row harms nobody else, in every worker (protocol.md, Retention).
let environment: TestEnvironment;
let peers: DeliveryPeers;
let service: RunningService;
let server: Server;
/** Ids that the provider answers with, by address. */
const answers = new Map<string, string>();

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { to } = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}') as { to?: string };
      response.writeHead(request.method === 'GET' ? 404 : 202);
      response.end(JSON.stringify({ id: answers.get(to ?? '') ?? 'fine' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  environment = await testEnvironment();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings = await environment.of('delivery', { HTTP_PROVIDER_URL: url });
  peers = await DeliveryPeers.start({
    contracts: settings['CONTRACTS_GRPC_URL'] as string,
    payments: settings['PAYMENTS_GRPC_URL'] as string,
  });
  service = await startService(deliveryService, settings);
}, 60_000);
afterAll(async () => {
  await service.stop();
  await peers.stop();
  server.close();
  await environment.close();
}, 60_000);

const scene = () => new DeliveryScene(peers, () => service);
const tell = (...events: NewEvent[]) => tellService(service, events);
const later = (ms: number) => walkTo(participantsOf([service]), addMs(service.clock.now(), ms));
/** A bad one among good ones, told together. */
function among(bad: Made): Made[] {
  return [scene().due(), scene().due(), bad, scene().due(), scene().due()];
}
async function told(bad: Made): Promise<Made[]> {
  const all = among(bad);
  await tell(...all.map(({ event }) => event));
  return all.filter((made) => made !== bad);
}
async function accepted(all: readonly Made[]): Promise<void> {
  for (const made of all) expect(await scene().message(made)).toMatchObject({ state: 'ACCEPTED' });
}

test("a NUL in a provider's answer: recorded, with a mark in its place", async () => {
  const bad = scene().due();
  answers.set(bad.address, 'a\0b');
  await accepted([...(await told(bad)), bad]);
  expect(
    await service.database.query('select provider_message_id from attempt where message_id = $1', [bad.messageId]),
  ).toEqual([{ provider_message_id: 'a\uFFFDb' }]);
});

test('an addressee for whom contracts cannot answer: ends by itself', async () => {
  const bad = scene().due();
  peers.unreadable.add(bad.contactId);
  await accepted(await told(bad));
  expect(await scene().outcomes(bad)).toMatchObject([
    { state: 'REMINDER_STATE_SKIPPED', reason: 'ADDRESS_UNREADABLE', retry: 'RETRY_OTHER_ADDRESS' },
  ]);
});

test('a message that throws in rendering: ends by itself', async () => {
  const bad = scene().due({ locale: 'en', template: 'first-notice' });
  await service.database.execute(
    `insert into template (name, channel, locale, version, subject, text, html, saved_at)
     values ('first-notice', 'EMAIL', 'en', 99, '{{nobody}}', 't', 'h', now())`,
    [],
  );
  // The book is read anew after a second.
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  await accepted(await told(bad));
  expect(await scene().message(bad)).toMatchObject({ state: 'FAILED', reason: 'TEMPLATE' });
});

test('a price that is none: waits by itself', async () => {
  const bad = scene().due({ windowClosesIn: DAY });
  scene().quote(bad.riders[0]?.termId as TermId, 1, 1n);
  const look = peers.looks.get(bad.riders[0]?.termId as string);
  peers.looks.set(bad.riders[0]?.termId as string, { ...(look as NonNullable<typeof look>), payToken: 'a\0b' });
  await accepted(await told(bad));
  expect(await scene().message(bad)).toMatchObject({ state: 'OPEN', reason: 'NO_QUOTE_YET' });
});

test('a look that is closed by a cause that is none: that term alone is silent', async () => {
  const bad = scene().due();
  const termId = bad.riders[0]?.termId as string;
  const look = peers.looks.get(termId) as NonNullable<ReturnType<typeof peers.looks.get>>;
  peers.looks.set(termId, { ...look, closed: true, cause: 'because' });
  await accepted(await told(bad));
  expect(await scene().outcomes(bad)).toMatchObject([{ state: 'REMINDER_STATE_SUPPRESSED', reason: 'TERM_CLOSED' }]);
});

describe('a row that cannot be written', () => {
  const refuse = (table: string, rule: string) =>
    service.database.execute(`alter table ${table} add constraint bad_row check (${rule}) not valid`);
  let table = '';
  afterEach(() => service.database.execute(`alter table ${table} drop constraint bad_row`));

  test('at its attempt: the message is set aside for an hour with the reason', async () => {
    const bad = scene().due();
    await refuse((table = 'attempt'), `message_id <> '${bad.messageId}'`);
    await accepted(await told(bad));
    expect(await scene().message(bad)).toMatchObject({
      state: 'OPEN',
      reason: expect.stringContaining('SET_ASIDE'),
      next_attempt_at: addMs(service.clock.now(), HOUR),
    });
  });

  test('at its result: the others are written', async () => {
    const bad = scene().due();
    await refuse((table = 'outcome'), `reminder_id <> '${bad.riders[0]?.reminderId}'`);
    await accepted(await told(bad));
    expect(await scene().attempts(bad)).toEqual(['ACCEPTED']);
    expect(await scene().message(bad)).toMatchObject({
      state: 'OPEN',
      frozen: true,
      reason: expect.stringContaining('SET_ASIDE'),
    });
  });

  test('in the sweep: the other terms are swept', async () => {
    const bad = scene().due({ windowOpensIn: HOUR });
    const good = scene().due({ windowOpensIn: HOUR });
    await tell(bad.event, good.event);
    await refuse((table = 'outcome'), `reminder_id <> '${bad.riders[0]?.reminderId}'`);
    await tell(scene().paid(bad), scene().paid(good));
    expect(await scene().outcomes(good)).toMatchObject([{ state: 'REMINDER_STATE_SUPPRESSED' }]);
    expect(await scene().message(bad)).toMatchObject({ state: 'OPEN' });
    await later(2 * HOUR);
    expect(await scene().message(bad)).toMatchObject({ reason: expect.stringContaining('SET_ASIDE') });
  });
});
