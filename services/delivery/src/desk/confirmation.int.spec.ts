import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FakeProvider } from '@perennial/fake-providers/fake-provider';
import type { FakeWecom } from '@perennial/fake-providers/fake-wecom';
import { accountsOf, FAKE_CREDENTIALS } from '@perennial/fake-providers/sample-accounts';
import { startFakeProviders, type RunningFakes } from '@perennial/fake-providers/start-fake-providers';
import { newEvent } from '@perennial/events/event';
import type { Payload } from '@perennial/events/registry';
import { HOUR, MINUTE } from '@perennial/kernel/instant';
import { EvidenceServiceService } from '@perennial/proto/gen/perennial/delivery/v1/evidence';
import { AddresseeKind, Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import { grpcClient, unary } from '@perennial/service/grpc/client';
import type { DueChange, Made } from '@perennial/testing/system/delivery-scene';
import * as stage from '../../test/mail-stage.js';

const FILE = `providers:
  - kind: wecom
    name: wecom
    endpoint: <wecom>
    corpId: wwcorp
    agentId: 1000002
    credentials:
      secret: \${WECOM_SECRET}
      callbackToken: \${WECOM_CALLBACK_TOKEN}
      callbackAesKey: \${WECOM_CALLBACK_AES_KEY}
`;
const folder = mkdtempSync(join(tmpdir(), 'perennial-wecom-'));
let fakes: RunningFakes;
let fake: FakeProvider;
let wecom: FakeWecom;

beforeAll(async () => {
  fakes = await startFakeProviders(accountsOf(FILE, 'https://renew.example'));
  fake = fakes.providers['wecom'] as FakeProvider;
  wecom = fake.protocol as FakeWecom;
  const file = join(folder, 'providers.yaml');
  writeFileSync(file, FILE.replace('<wecom>', fake.url));
  await stage.openStage({ ...FAKE_CREDENTIALS, PROVIDERS_FILE: file });
}, 60_000);
afterAll(async () => {
  await stage.closeStage();
  await fakes.stop();
  rmSync(folder, { recursive: true });
}, 30_000);
beforeEach(async () => {
  await fake.mend();
  await stage.later(20 * MINUTE);
  wecom.command('PUT staff', { staff: 'never' });
});

let number = 0;
const due = (change: DueChange = {}): Made =>
  stage.scene.due({
    channel: Channel.CHANNEL_WECOM,
    address: `wmCustomer${(number += 1)}`,
    writer: 'zhangsan',
    locale: 'zh-CN',
    windowClosesIn: 9 * HOUR,
    ...change,
  });
const taken = (made: Made) => fake.messages.filter(({ to }) => to === made.address);
const confirm = (id?: string): unknown => wecom.command('POST confirm', { id });
const outcome = async (made: Made): Promise<string[]> =>
  (await stage.outcomes(made)).map(({ state, reason, retry }) =>
    [state.replace('REMINDER_STATE_', ''), reason, retry?.replace('RETRY_', '')].filter(Boolean).join(' '),
  );
const state = async (made: Made) => (await stage.message(made))?.state;

test('a message to a customer waits for the colleague who writes it, and is sent once he confirms (C-01, C-07)', async () => {
  const made = due();
  await stage.tell(made.event);
  const [message] = taken(made);
  expect(message?.text).toContain('Suite 1');
  expect(message?.text).toContain(`#${made.messageId}.1`);
  expect([await state(made), await outcome(made)]).toEqual(['WAITING', []]);
  confirm(message?.id);
  await stage.later(10 * MINUTE);
  expect([await state(made), await outcome(made)]).toEqual(['ACCEPTED', ['SENT NEVER']]);
  const evidence = grpcClient(EvidenceServiceService, `127.0.0.1:${stage.settings['GRPC_PORT']}`);
  const asked = { messageId: made.messageId, termId: '', pageSize: 0, pageToken: '' };
  const { evidence: known } = await unary(evidence, 'listEvidence', asked, 5_000);
  evidence.close();
  expect(known.map(({ kind }) => kind.replace('EVIDENCE_KIND_', '')).sort()).toEqual([
    'ACCEPTED',
    'DELIVERED',
    'WAITING_FOR_STAFF',
  ]);
});

test('nobody confirms: he is reminded three times, it is cancelled, and the next channel tells it once (C-07, C-10, R-20)', async () => {
  const made = due({ ladder: [Channel.CHANNEL_EMAIL], windowClosesIn: 14 * HOUR });
  await stage.tell(made.event);
  const contact = stage.peers.contacts.get(made.contactId);
  const address = `${made.contactId}@customer.example`;
  // What contracts answers for the next channel.
  if (contact) stage.peers.contacts.set(made.contactId, { ...contact, address });
  const id = taken(made)[0]?.id ?? '';
  await stage.later(12 * HOUR);
  expect([await state(made), wecom.tasks.remindersOf(id)]).toEqual(['WAITING', 3]);
  await stage.later(90 * MINUTE);
  expect(wecom.tasks.stateOf(id)).toBe('cancelled');
  expect(stage.smtp.acceptedBy(address)).toHaveLength(1);
  confirm(id);
  await stage.later(HOUR);
  expect(wecom.tasks.stateOf(id)).toBe('cancelled');
  const [told] = await stage.outcomes(made);
  expect(told).toMatchObject({
    state: 'REMINDER_STATE_SENT',
    rungs: [
      { channel: 'CHANNEL_WECOM', reason: 'UNCONFIRMED' },
      { channel: 'CHANNEL_EMAIL', state: 'SENT' },
    ],
  });
  expect(stage.smtp.acceptedBy(address)).toHaveLength(1);
});

test('a payment cancels what a colleague could still confirm (R-14)', async () => {
  const made = due();
  await stage.tell(made.event);
  await stage.tell(stage.paid(made));
  const id = taken(made)[0]?.id ?? '';
  await stage.later(MINUTE);
  expect(wecom.tasks.stateOf(id)).toBe('cancelled');
  confirm(id);
  expect([await state(made), await outcome(made)]).toEqual(['DROPPED', ['SUPPRESSED TERM_CLOSED WAIT_FOR_TERM']]);
});

test('a payment behind the confirmation finds it sent, and says so', async () => {
  const made = due();
  await stage.tell(made.event);
  confirm(taken(made)[0]?.id);
  await stage.tell(stage.paid(made));
  await stage.later(MINUTE);
  expect(await outcome(made)).toEqual(['SENT NEVER']);
});

test('a recall cancels it as well', async () => {
  const made = due();
  await stage.tell(made.event);
  const [rider] = made.riders;
  await stage.tell(
    newEvent('reminder.withdrawn', {
      termId: rider?.termId ?? '',
      customerId: made.customerId,
      reason: 'HOLD',
      reminderIds: made.riders.map(({ reminderId }) => reminderId),
    }),
  );
  await stage.later(MINUTE);
  expect(wecom.tasks.stateOf(taken(made)[0]?.id ?? '')).toBe('cancelled');
  expect(await outcome(made)).toEqual(['SUPERSEDED WITHDRAWN NEVER']);
});

test('one of two terms is paid: the text that named both is cancelled, and the other is told anew', async () => {
  const made = due({ riders: 2 });
  await stage.tell(made.event);
  await stage.tell(stage.paid(made, 0));
  await stage.later(MINUTE);
  const [first, second] = taken(made);
  expect([first?.id, second?.id].map((id) => wecom.tasks.stateOf(id ?? ''))).toEqual([
    'cancelled',
    expect.stringMatching(/^waits/),
  ]);
  expect(first?.text).toContain('另有1项');
  expect(second?.text).toContain('Suite 2');
  expect(second?.text).not.toContain('另有');
  confirm(second?.id);
  await stage.later(10 * MINUTE);
  expect((await outcome(made)).sort()).toEqual(['SENT NEVER', 'SUPPRESSED TERM_CLOSED WAIT_FOR_TERM']);
});

test.each([
  ['not-friend', 'SKIPPED NOT_FRIEND OTHER_ADDRESS'],
  ['capped', 'SKIPPED CUSTOMER_CAPPED NEXT_OPENING'],
])('confirmed, and it reached nobody: %s (C-10)', async (staff, expected) => {
  const made = due();
  await stage.tell(made.event);
  wecom.command('PUT staff', { staff });
  confirm(taken(made)[0]?.id);
  await stage.later(10 * MINUTE);
  expect([await state(made), await outcome(made)]).toEqual(['REFUSED', [expected]]);
});

test('while WeCom does not answer nothing else tells it, since it may still be confirmed; then it is known (C-10)', async () => {
  const made = due({ ladder: [Channel.CHANNEL_EMAIL] });
  await stage.tell(made.event);
  await fake.break({ how: 'refuse' });
  await stage.tell(stage.paid(made));
  await stage.later(2 * HOUR);
  expect([await state(made), await outcome(made)]).toEqual(['WAITING', []]);
  await fake.mend();
  await stage.later(30 * MINUTE);
  expect(await outcome(made)).toEqual(['SUPPRESSED TERM_CLOSED WAIT_FOR_TERM']);
});

test('taken, then dropped: found by the key behind its link, and followed like any other', async () => {
  await stage.tell(due().event);
  await fake.break({ how: 'drop' });
  const made = due();
  await stage.tell(made.event);
  await fake.mend();
  expect([await state(made), taken(made).length]).toEqual(['WAITING', 1]);
  confirm(taken(made)[0]?.id);
  await stage.later(10 * MINUTE);
  expect(await outcome(made)).toEqual(['SENT NEVER']);
});

describe('a colleague', () => {
  /** A step for one's own people: the scene's contact is an owner here. */
  const toColleague = async (address: string): Promise<Made> => {
    const made = due({ address, template: 'hold-at-last-step' });
    const addressee = { kind: AddresseeKind.ADDRESSEE_KIND_OWNER, id: made.contactId };
    const contact = stage.peers.contacts.get(made.contactId);
    if (contact) stage.peers.contacts.set(made.contactId, { ...contact, addressee });
    await stage.tell(newEvent('reminder.due', { ...(made.event.payload as Payload<'reminder.due'>), addressee }));
    return made;
  };

  test('is told by the app at once, and nobody confirms anything (C-01)', async () => {
    const made = await toColleague('lisi');
    expect([await state(made), await outcome(made)]).toEqual(['ACCEPTED', ['SENT NEVER']]);
    expect(taken(made).map(({ text }) => text)).toEqual([expect.stringMatching(/^暂停中：/)]);
  });

  test('whose answer is lost: the same is said once more, and delivered once', async () => {
    await fake.break({ how: 'drop' });
    const made = await toColleague('wangwu');
    await fake.mend();
    await stage.later(20 * MINUTE);
    expect([await outcome(made), taken(made).length]).toEqual([['SENT NEVER'], 1]);
    expect(await stage.attempts(made)).toEqual(['AMBIGUOUS', 'ACCEPTED']);
  });

  test('whose answer is lost, and WeCom has forgotten it: uncertain, and not said twice', async () => {
    await fake.break({ how: 'drop' });
    const made = await toColleague('zhaoliu');
    await fake.mend();
    await stage.service.database.execute(
      `update attempt set started_at = started_at - interval '4 hours' where message_id = $1`,
      [made.messageId],
    );
    await stage.later(20 * MINUTE);
    expect([await state(made), taken(made).length]).toEqual(['UNCERTAIN', 1]);
    expect((await stage.outcomes(made)).map(({ uncertain }) => uncertain)).toEqual([true]);
  });
});
