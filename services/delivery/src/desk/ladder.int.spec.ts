import { HOUR, MINUTE } from '@perennial/kernel/instant';
import { TaskOutcome } from '@perennial/proto/gen/perennial/delivery/v1/task';
import { Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import { TaskScene } from '../../test/task-scene.js';

let desk: TaskScene;

beforeAll(async () => {
  desk = await TaskScene.start();
}, 60_000);
afterAll(() => desk?.close(), 60_000);

test('no mail gets through: a person is asked, and when nobody answers the addressee is unreachable, once (C-07, C-10, R-20)', async () => {
  const { owner } = await desk.staff();
  const made = desk.due({ channel: Channel.CHANNEL_EMAIL, ladder: [Channel.CHANNEL_TASK], ownerId: owner });
  // Nobody listens where the mail server should be.
  await desk.tell(made.event);
  expect(await desk.list({ customerId: made.customerId })).toEqual([]);
  await desk.later(45 * MINUTE);
  const task = await desk.taskOf(made);
  expect(task).toMatchObject({ kind: 'TASK_KIND_CONTACT', state: 'TASK_STATE_OPEN', assigneeId: owner });
  expect(task.reason).not.toMatch(/^(STEP|FAILOVER)?$/);
  expect(task.messageId).not.toBe(made.messageId);
  expect(await desk.messages.outcomes(made)).toEqual([]);
  await desk.closeTask(task.taskId, TaskOutcome.TASK_OUTCOME_NO_ANSWER);
  await desk.later(HOUR);
  const rungs = [{ channel: 'CHANNEL_EMAIL' }, { channel: 'CHANNEL_TASK' }];
  expect(await desk.messages.outcomes(made)).toMatchObject([
    { state: 'REMINDER_STATE_SKIPPED', reason: 'NO_ANSWER', rungs },
  ]);
  expect(await desk.published('contact.unreachable', made.customerId)).toMatchObject([{ reason: 'NO_ANSWER' }]);
});
