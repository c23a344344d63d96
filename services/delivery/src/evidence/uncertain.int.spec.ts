import { addMs, HOUR, instant } from '@perennial/kernel/instant';
import { DeliveryServiceService } from '@perennial/proto/gen/perennial/delivery/v1/delivery';
import { Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import { grpcClient, unary, type Peer } from '@perennial/service/grpc/client';
import { RecordingSmtpServer } from '@perennial/testing/smtp/recording-smtp-server';
import type { DueChange, Made } from '@perennial/testing/system/delivery-scene';
import { untilIdle } from '@perennial/testing/system/tell-service';
import { ArchiveScene } from '../../test/archive-scene.js';
import type { ReportedEvidence } from '../provider/callback.js';
import { TakeReports } from './take-reports.js';

let scene: ArchiveScene;
let backup: RecordingSmtpServer;
let reports: TakeReports;
let grpc: Peer<typeof DeliveryServiceService>;

beforeAll(async () => {
  backup = await RecordingSmtpServer.start();
  scene = await ArchiveScene.start({ SMTP_BACKUP_URL: backup.url });
  reports = scene.service.app.get(TakeReports);
  grpc = grpcClient(DeliveryServiceService, `127.0.0.1:${scene.settings['GRPC_PORT']}`);
}, 60_000);
afterAll(async () => {
  grpc.close();
  await scene.close();
  await backup.stop();
}, 60_000);
afterEach(async () => {
  for (const server of [scene.smtp, backup]) server.behaveNormally();
  await rested();
});

/** Breakers are closed again. */
async function rested(): Promise<void> {
  for (let n = 0; n < 2; n += 1) {
    await scene.service.setNow(addMs(scene.now(), HOUR));
    await scene.tell(scene.messages.due().event);
  }
}

const sql = <R extends object>(text: string, values: unknown[]) => scene.service.database.query<R>(text, values);

/** A message that its provider took and did not answer for. */
async function uncertain(change: DueChange = {}): Promise<Made> {
  scene.smtp.behave({ kind: 'acceptThenDrop' });
  const made = scene.messages.due(change);
  await scene.tell(made.event);
  scene.smtp.behaveNormally();
  expect(await scene.messages.message(made)).toMatchObject({ state: 'UNCERTAIN' });
  return made;
}

async function report(made: Made, change: Partial<ReportedEvidence> = {}): Promise<void> {
  await reports.execute({ name: 'smtp', channel: 'EMAIL' }, [
    {
      reportId: `${made.messageId} ${change.evidence ?? 'delivered'}`,
      message: { idempotencyKey: `${made.messageId}.1` },
      evidence: 'delivered',
      happenedAt: instant(Date.UTC(2024, 6, 1, 12)),
      detail: 'code 1',
      closesAddress: false,
      ...change,
    },
  ]);
  await untilIdle(scene.service);
}

const takenBy = (server: RecordingSmtpServer, made: Made) => server.acceptedBy(made.address).length;
/** What scheduling was told: outcomes, and bounces with the reminders that they are about. */
const told = async ({ customerId }: Made, restated = false): Promise<string[]> =>
  (
    await sql<{ type: string; data: string }>(
      `select type, data from outbox where key = $1 and restated = $2
         and type in ('delivery.outcome', 'delivery.evidence') order by id`,
      [customerId, restated],
    )
  ).map(({ type, data }) => {
    const event = JSON.parse(data) as Record<string, string> & { riders?: object[]; uncertain?: boolean };
    return type === 'delivery.outcome'
      ? `${event['state']?.replace('REMINDER_STATE_', '')}${event.uncertain ? ' uncertain' : ''}`
      : `${event['kind']?.replace('EVIDENCE_KIND_', '')} about ${event.riders?.length ?? 0}`;
  });
const channels = async ({ riders }: Made): Promise<string[]> =>
  (
    await sql<{ way: string }>(
      `select concat_ws(' ', m.channel, m.state, d.state) as way from dispatch d join message m using (message_id)
       where d.reminder_id = any($1::uuid[]) order by d.rung, d.product`,
      [riders.map(({ reminderId }) => reminderId)],
    )
  ).map(({ way }) => way);
const reviews = async ({ riders }: Made): Promise<object[]> =>
  await sql(`select done_by from review_row where kind = 'uncertain_last_step' and subject_id = $1`, [
    riders[0]?.reminderId,
  ]);

test('a report that it arrived settles it: accepted when its call was given up, and nobody needs to call (C-09, C-10)', async () => {
  const made = await uncertain({ each: () => ({ lastStep: true }) });
  expect(await reviews(made)).toEqual([{ done_by: null }]);
  const [{ ended } = { ended: null }] = await sql<{ ended: unknown }>(
    `select ended_at as ended from dispatch where message_id = $1`,
    [made.messageId],
  );
  await scene.service.setNow(addMs(scene.now(), 24 * HOUR));
  await report(made);
  await report(made);
  expect(await channels(made)).toEqual(['EMAIL ACCEPTED SENT']);
  expect(await sql(`select accepted_at as at from message where message_id = $1`, [made.messageId])).toEqual([
    { at: ended },
  ]);
  expect(await reviews(made)).toEqual([{ done_by: 'system' }]);
  // Delivery answers once; that it arrived is evidence.
  expect(await told(made)).toEqual(['SENT uncertain', 'DELIVERED about 1']);
  expect(await scene.messages.attempts(made)).toEqual(['ACCEPTED']);
  expect([takenBy(scene.smtp, made), takenBy(backup, made)]).toEqual([1, 0]);
});

test('a report that it failed sends it over the next provider, once, under another key (C-10, L-04)', async () => {
  const made = await uncertain({ riders: 2 });
  const failed = { evidence: 'bounced', detail: 'UNDELIV' } as const;
  await report(made, failed);
  await report(made, failed);
  // The provider says so in other words, when the message is on another way.
  await report(made, { ...failed, reportId: 'again' });
  expect([takenBy(scene.smtp, made), takenBy(backup, made)]).toEqual([1, 1]);
  expect(backup.acceptedBy(made.address)[0]?.messageId).toContain(`${made.messageId}.2@`);
  expect(await scene.messages.attempts(made)).toEqual(['REFUSED', 'ACCEPTED']);
  expect(await channels(made)).toEqual(['EMAIL ACCEPTED SENT', 'EMAIL ACCEPTED SENT']);
  // Nobody is told that it bounced: it was sent all the same.
  expect(await told(made)).toEqual(['SENT uncertain', 'SENT uncertain', 'BOUNCED about 0', 'BOUNCED about 0']);
  expect(await sql(`select instead, reason from exception where message_id = $1`, [made.messageId])).toEqual([
    { instead: 'NEXT_PROVIDER', reason: 'UNDELIV' },
  ]);
});

test('a report that there is no such address goes on with the next rung (C-10, R-20)', async () => {
  const made = await uncertain({ ladder: [Channel.CHANNEL_TASK] });
  await report(made, { evidence: 'bounced', closesAddress: true, detail: '5.1.1' });
  expect(await channels(made)).toEqual(['EMAIL REFUSED FAILED', 'TASK WAITING RIDING']);
  expect(takenBy(backup, made)).toBe(0);
  expect(await told(made)).toEqual(['SENT uncertain', 'BOUNCED about 0']);
});

test('a report that comes days late, behind the window, goes on with the next rung: no other opening comes (C-10)', async () => {
  const made = await uncertain({ ladder: [Channel.CHANNEL_TASK] });
  await scene.walk(4);
  await report(made, { evidence: 'bounced', detail: 'UNDELIV' });
  expect(await channels(made)).toEqual(['EMAIL EXPIRED DROPPED', 'TASK WAITING RIDING']);
  expect(takenBy(backup, made)).toBe(0);
});

test('where nothing is left to try, scheduling hears that the send did not arrive, once', async () => {
  const made = await uncertain({ riders: 2 });
  await report(made, { evidence: 'bounced', closesAddress: true, detail: '5.1.1' });
  expect(await channels(made)).toEqual(['EMAIL REFUSED FAILED', 'EMAIL REFUSED FAILED']);
  expect((await told(made)).sort()).toEqual(
    ['BOUNCED about 0', 'BOUNCED about 1', 'BOUNCED about 1', 'SENT uncertain', 'SENT uncertain'].sort(),
  );
  expect(
    await sql(`select distinct state from outcome where reminder_id = any($1::uuid[])`, [
      made.riders.map(({ reminderId }) => reminderId),
    ]),
  ).toEqual([{ state: 'SKIPPED' }]);
});

test('of a message whose term was paid meanwhile a failed report sends nothing more', async () => {
  const made = await uncertain();
  await scene.tell(scene.messages.paid(made));
  await report(made, { evidence: 'bounced', detail: 'UNDELIV' });
  expect(takenBy(backup, made)).toBe(0);
  expect(await channels(made)).toEqual(['EMAIL DROPPED DROPPED']);
  expect(await told(made)).toEqual(['SENT uncertain', 'BOUNCED about 0']);
});

test('a report under the key of another text, and a complaint, leave it uncertain', async () => {
  const made = await uncertain();
  await report(made, { message: { idempotencyKey: `${made.messageId}.7` }, evidence: 'bounced' });
  await report(made, { evidence: 'complained' });
  expect(await channels(made)).toEqual(['EMAIL UNCERTAIN UNCERTAIN']);
});

test.each([
  ['delivered', 'EMAIL ACCEPTED SENT', [1, 0]],
  ['bounced', 'EMAIL ACCEPTED SENT', [1, 1]],
] as const)(
  '%s, reported while the call still hangs, is its answer when it is given up',
  async (evidence, way, taken) => {
    scene.smtp.behave({ kind: 'slow', ms: 30_000 });
    const made = scene.messages.due();
    const telling = scene.tell(made.event);
    await scene.smtp.waitFor(scene.smtp.accepted().length + 1, 10_000);
    await reports.execute({ name: 'smtp', channel: 'EMAIL' }, [
      {
        reportId: `early ${made.messageId}`,
        message: { idempotencyKey: `${made.messageId}.1` },
        evidence,
        happenedAt: null,
        detail: 'early',
        closesAddress: false,
      },
    ]);
    scene.smtp.behaveNormally();
    scene.smtp.cut();
    await telling;
    expect(await channels(made)).toEqual([way]);
    expect([takenBy(scene.smtp, made), takenBy(backup, made)]).toEqual(taken);
    expect((await told(made)).filter((one) => one.startsWith('SENT'))).toEqual(['SENT']);
  },
);

test('evidence is told again with the outcomes of its messages, page by page (protocol.md, Events)', async () => {
  const arrived = await uncertain();
  await report(arrived);
  const moved = await uncertain();
  await report(moved, { evidence: 'bounced', detail: 'UNDELIV' });
  await rested();
  const lost = await uncertain();
  await report(lost, { evidence: 'bounced', closesAddress: true });
  let after = '';
  do {
    const page = await unary(grpc, 'restate', { afterId: after, pageSize: 2 }, 5_000);
    after = page.nextAfterId;
  } while (after !== '');
  expect(await told(arrived, true)).toEqual(['SENT', 'DELIVERED about 1']);
  expect(await told(moved, true)).toEqual(['SENT', 'BOUNCED about 0']);
  expect(await told(lost, true)).toEqual(['SKIPPED', 'BOUNCED about 1']);
});

test('a report that is replayed before and behind its message is kept once, and counts once', async () => {
  const made = scene.messages.due();
  await scene.tell(made.event);
  const early = {
    reportId: `replay ${made.messageId}`,
    message: { providerMessageId: 'fake-replayed' },
    evidence: 'delivered',
    happenedAt: null,
    detail: '',
    closesAddress: false,
  } as const;
  const replay = () => reports.execute({ name: 'fake', channel: 'EMAIL' }, [early, early]);
  const kept = () => sql(`select report_id from unknown_report where report_id = $1`, [early.reportId]);
  for (let n = 0; n < 3; n++) await replay();
  expect(await kept()).toHaveLength(1);
  await sql(`update attempt set provider = 'fake', provider_message_id = 'fake-replayed' where message_id = $1`, [
    made.messageId,
  ]);
  for (let n = 0; n < 2; n++) await replay();
  await rested();
  expect([await told(made), await kept()]).toEqual([['SENT', 'DELIVERED about 1'], []]);
});
