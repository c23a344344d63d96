import { newEvent, type NewEvent } from '@perennial/events/event';
import { newId, type OwnerId } from '@perennial/kernel/ids';
import { addMs, DAY, formatInstant, HOUR } from '@perennial/kernel/instant';
import { TaskOutcome, TaskState, type Task } from '@perennial/proto/gen/perennial/delivery/v1/task';
import { OwnerRole } from '@perennial/proto/gen/perennial/types/v1/types';
import type { RunningService } from '@perennial/service/boot/running-service';
import { unary } from '@perennial/service/grpc/client';
import type { DueChange, Made } from '@perennial/testing/system/delivery-scene';
import { TaskScene } from '../../test/task-scene.js';

let tasks: TaskScene['tasks'];
let service: RunningService;
let desk: TaskScene;

beforeAll(async () => {
  desk = await TaskScene.start();
  ({ tasks, service } = desk);
}, 60_000);
afterAll(() => desk?.close(), 60_000);

const scene = () => desk.messages;
const tell = (...events: NewEvent[]) => desk.tell(...events);
const later = (ms: number) => desk.later(ms);
const due = (change?: DueChange): Made => desk.due(change);
const list = (...of: Parameters<TaskScene['list']>) => desk.list(...of);
const taskOf = (made: Made): Promise<Task> => desk.taskOf(made);
const close = (...of: Parameters<TaskScene['closeTask']>) => desk.closeTask(...of);
const published = (type: string, key: string) => desk.published(type, key);
const staff = (role?: OwnerRole) => desk.staff(role);

test('a step that is a call: a task for the owner, the message waits, and telling what came of it is its one outcome (C-04, C-07, R-05, O-01)', async () => {
  const { owner, manager } = await staff();
  const made = due({ riders: 2, ownerId: owner });
  await tell(made.event);
  const task = await taskOf(made);
  expect(task).toMatchObject({
    kind: 'TASK_KIND_CONTACT',
    state: 'TASK_STATE_OPEN',
    assigneeId: owner,
    assigneeRole: 'OWNER_ROLE_OWNER',
    reason: 'STEP',
    messageId: made.messageId,
    addressee: { kind: 'ADDRESSEE_KIND_CONTACT', id: made.contactId },
    escalatesAt: task.dueAt,
    version: 1,
  });
  expect(task.title).toContain('Analytical Engines');
  expect(task.script).toMatch(/Ada Lovelace[^]*Suite 1[^]*Suite 2[^]*1,200\.01/);
  expect([...task.termIds].sort()).toEqual(made.riders.map(({ termId }) => termId).sort());
  expect(await scene().message(made)).toMatchObject({ state: 'WAITING', reason: 'WAITING_FOR_PERSON' });
  expect(await scene().attempts(made)).toEqual(['ACCEPTED']);
  expect((await scene().rows(made)).map(({ state, outcome }) => [state, outcome])).toEqual([
    ['RIDING', null],
    ['RIDING', null],
  ]);
  expect(await published('task.opened', made.customerId)).toMatchObject([
    { taskId: task.taskId, kind: 'CONTACT', assigneeId: owner },
  ]);

  const closed = await close(task.taskId, TaskOutcome.TASK_OUTCOME_IN_PROCUREMENT, owner);
  expect(closed).toMatchObject({
    state: 'TASK_STATE_DONE',
    closedBy: owner,
    note: 'Spoke with her. All well.',
    version: 2,
  });
  expect(await close(task.taskId, TaskOutcome.TASK_OUTCOME_IN_PROCUREMENT, manager)).toEqual(closed);
  await expect(close(task.taskId, TaskOutcome.TASK_OUTCOME_NO_ANSWER)).rejects.toMatchObject({ code: 'TASK_CLOSED' });
  expect((await scene().message(made)).state).toBe('ACCEPTED');
  const outcomes = await scene().outcomes(made);
  expect(outcomes).toHaveLength(2);
  for (const outcome of outcomes)
    expect(outcome).toMatchObject({
      state: 'REMINDER_STATE_SENT',
      channel: 'CHANNEL_TASK',
      acceptedAt: expect.any(String),
    });
  expect(await published('task.closed', made.customerId)).toMatchObject([
    { taskId: task.taskId, outcome: 'IN_PROCUREMENT', state: 'DONE' },
  ]);
  await later(HOUR);
  expect(await scene().outcomes(made)).toHaveLength(2);
});

test('the wrong contact: the step goes to somebody else, and the owner finds out who is right (D-05)', async () => {
  const { owner } = await staff();
  const made = due({ ownerId: owner });
  await tell(made.event);
  await close((await taskOf(made)).taskId, TaskOutcome.TASK_OUTCOME_WRONG_CONTACT, '');
  expect(await scene().outcomes(made)).toMatchObject([
    { state: 'REMINDER_STATE_SKIPPED', reason: 'WRONG_CONTACT', retry: 'RETRY_OTHER_ADDRESS' },
  ]);
  expect(await scene().rows(made)).toMatchObject([{ state: 'DROPPED', outcome: 'SKIPPED' }]);
  const open = await list({ customerId: made.customerId }, TaskState.TASK_STATE_OPEN);
  expect(open).toMatchObject([
    {
      kind: 'TASK_KIND_COMPLETE_CONTACT',
      assigneeId: owner,
      addressee: { id: made.contactId },
      reason: 'WRONG_CONTACT',
      termIds: [],
    },
  ]);
});

test('nobody answers: every way failed, and whoever looks after the customer hears it at once (R-20)', async () => {
  const { owner } = await staff();
  const made = due({ riders: 2, ownerId: owner });
  await tell(made.event);
  await close((await taskOf(made)).taskId, TaskOutcome.TASK_OUTCOME_NO_ANSWER);
  for (const outcome of await scene().outcomes(made))
    expect(outcome).toMatchObject({ state: 'REMINDER_STATE_SKIPPED', reason: 'NO_ANSWER', retry: 'RETRY_NEVER' });
  const told = await published('contact.unreachable', made.customerId);
  expect(told.map(({ termId }) => termId).sort()).toEqual(made.riders.map(({ termId }) => termId).sort());
  expect(told[0]).toMatchObject({ addressee: { id: made.contactId }, ownerId: owner, reason: 'NO_ANSWER' });
});

test('the fence ends what waits for a person, in part where others ride along, and a recall too (P-02)', async () => {
  const made = due({ riders: 2 });
  await tell(made.event);
  const task = await taskOf(made);
  await tell(scene().paid(made, 0));
  expect(await scene().outcomes(made)).toMatchObject([
    { state: 'REMINDER_STATE_SUPPRESSED', reason: 'TERM_CLOSED', retry: 'RETRY_WAIT_FOR_TERM' },
  ]);
  const shorter = await taskOf(made);
  expect(shorter).toMatchObject({ state: 'TASK_STATE_OPEN', termIds: [made.riders[1]?.termId] });
  expect(shorter.script).toContain('Nothing more to say of: Suite 1');
  expect(shorter.version).toBeGreaterThan(task.version);
  expect((await scene().message(made)).state).toBe('WAITING');
  const [, second] = made.riders;
  await tell(
    newEvent('reminder.withdrawn', {
      termId: second?.termId as string,
      customerId: made.customerId,
      reminderIds: [second?.reminderId as string],
      reason: 'moved',
    }),
  );
  expect(await taskOf(made)).toMatchObject({ state: 'TASK_STATE_CANCELLED', closedBy: 'system' });
  expect((await scene().message(made)).state).toBe('DROPPED');
  expect((await scene().outcomes(made)).map(({ state }) => state)).toEqual([
    'REMINDER_STATE_SUPPRESSED',
    'REMINDER_STATE_SUPERSEDED',
  ]);
  expect(await published('task.closed', made.customerId)).toMatchObject([{ state: 'CANCELLED' }]);
  await expect(close(task.taskId, TaskOutcome.TASK_OUTCOME_REACHED)).rejects.toMatchObject({ code: 'TASK_CLOSED' });
});

test('behind the fence no task is opened, and a term that closed during the call leaves it', async () => {
  const before = due();
  await tell(scene().paid(before));
  await tell(before.event);
  expect(await list({ customerId: before.customerId })).toEqual([]);
  const made = due();
  await tell(made.event);
  const { taskId } = await taskOf(made);
  // As the sweep leaves it that comes between the task and the record of its call.
  await service.database.execute(`update guard set closed = true, closed_at = clock_timestamp() where term_id = $1`, [
    made.riders[0]?.termId,
  ]);
  await service.database.execute(`update task set look_at = opened_at where task_id = $1`, [taskId]);
  await later(HOUR);
  expect(await taskOf(made)).toMatchObject({ state: 'TASK_STATE_CANCELLED' });
  expect(await scene().outcomes(made)).toMatchObject([{ reason: 'TERM_CLOSED' }]);
});

test('what is overdue goes to the manager once, and ends when its step does; the reminder does not hang (O-01)', async () => {
  const { owner, manager } = await staff();
  const made = due({ ownerId: owner, windowClosesIn: 6 * HOUR });
  await tell(made.event);
  const { taskId, dueAt } = await taskOf(made);
  expect(Date.parse(dueAt ?? '')).toBe(addMs(service.clock.now(), 6 * HOUR));
  await later(7 * HOUR);
  const escalated = await taskOf(made);
  expect(escalated).toMatchObject({
    assigneeId: manager,
    assigneeRole: 'OWNER_ROLE_MANAGER',
    escalatedFrom: owner,
    escalatedAt: dueAt,
  });
  await later(2 * DAY);
  expect(await taskOf(made)).toEqual(escalated);
  const change = { taskId, assigneeId: owner, dueAt: formatInstant(addMs(service.clock.now(), 60 * DAY)) };
  await expect(unary(tasks, 'changeTask', change, 5_000)).rejects.toMatchObject({
    violations: [expect.objectContaining({ field: 'due_at', rule: 'out_of_range' })],
  });
  await unary(tasks, 'changeTask', { ...change, dueAt: undefined }, 5_000);
  expect(await taskOf(made)).toMatchObject({ assigneeId: owner, assigneeRole: 'OWNER_ROLE_OWNER' });
  await later(31 * DAY);
  expect(await taskOf(made)).toMatchObject({ state: 'TASK_STATE_CANCELLED' });
  expect(await scene().outcomes(made)).toMatchObject([
    { state: 'REMINDER_STATE_SKIPPED', reason: 'NOT_DONE', retry: 'RETRY_NEVER' },
  ]);
  // Texts name people, and are not kept for longer than somebody may ask.
  await later(31 * DAY);
  expect(await taskOf(made)).toMatchObject({ title: '', script: '', note: '' });
});

test('a payment that failed is a task for finance and a second reminder for the owner, once; paying ends both (P-07, O-02)', async () => {
  const { owner } = await staff();
  const { owner: finance } = await staff(OwnerRole.OWNER_ROLE_FINANCE);
  const [customerId, termId, paymentId] = [newId(), newId(), newId()];
  const failed = newEvent('payment.failed', {
    paymentId,
    termId,
    contractId: newId(),
    customerId,
    amount: { currency: 'EUR', minor: 120_000n },
    reason: 'WRONG_CURRENCY',
    failedAt: formatInstant(service.clock.now()),
    ownerId: owner,
    teamId: '',
  });
  await tell(failed);
  await tell(failed);
  const open = await list({ customerId });
  expect(open.map(({ kind, assigneeId }) => [kind, assigneeId]).sort()).toEqual([
    ['TASK_KIND_PAYMENT_FAILED', finance],
    ['TASK_KIND_SECOND_REMINDER', owner],
  ]);
  for (const { title, termIds } of open) expect([title.includes('€1,200.00'), termIds]).toEqual([true, [termId]]);
  const paid = (id: string) =>
    newEvent('payment.renewed', {
      paymentId: id,
      termId,
      contractId: newId(),
      customerId,
      quoteVersion: 1,
      amount: undefined,
      paidAt: undefined,
      cause: `payment:${id}`,
    });
  await tell(paid(newId()));
  expect((await list({ customerId })).map(({ state }) => state)).toEqual([
    'TASK_STATE_CANCELLED',
    'TASK_STATE_CANCELLED',
  ]);
  await tell({ ...failed, payload: { ...failed.payload, paymentId: newId() } } as NewEvent);
  expect(await list({ customerId })).toHaveLength(2);
});

test("an owner's open tasks as a calendar, for whoever holds its token (O-09)", async () => {
  const { owner } = await staff();
  const made = due({
    ownerId: owner,
    customer: 'Müller, Söhne; und die Gesellschaft zur Pflege langer Namen in Kalendern',
  });
  await tell(made.event);
  const { token } = await unary(tasks, 'getTaskCalendarLink', { ownerId: owner }, 5_000);
  const { calendar } = await unary(tasks, 'getTaskCalendar', { token }, 5_000);
  const { taskId } = await taskOf(made);
  expect(calendar).toContain(`UID:${taskId}@renew.example\r\n`);
  expect(calendar.split('BEGIN:VTODO')).toHaveLength(2);
  await expect(unary(tasks, 'getTaskCalendar', { token: `${token}x` }, 5_000)).rejects.toMatchObject({
    code: 'INVALID_LINK',
  });
  await close(taskId, TaskOutcome.TASK_OUTCOME_REACHED);
  expect((await unary(tasks, 'getTaskCalendar', { token }, 5_000)).calendar).not.toContain('VTODO');
});

test('a page of open tasks goes on where the last one ended, the most urgent first', async () => {
  const owner = newId<OwnerId>();
  for (const hours of [30, 10, 20]) await tell(due({ ownerId: owner, windowClosesIn: hours * HOUR }).event);
  const page = { assigneeId: owner, customerId: '', termId: '', state: TaskState.TASK_STATE_OPEN, pageSize: 2 };
  const first = await unary(tasks, 'listTasks', { ...page, pageToken: '' }, 5_000);
  const second = await unary(tasks, 'listTasks', { ...page, pageToken: first.nextPageToken }, 5_000);
  const dues = [...first.tasks, ...second.tasks].map(({ dueAt }) => Date.parse(dueAt ?? ''));
  expect(dues).toEqual([10, 20, 30].map((hours) => addMs(service.clock.now(), hours * HOUR)));
  expect(second.nextPageToken).toBe('');
});

test.each([
  [
    'closeTask',
    { taskId: 'x', outcome: TaskOutcome.TASK_OUTCOME_REACHED, note: '', closedBy: '' },
    'task_id',
    'not_an_id',
  ],
  [
    'closeTask',
    { taskId: newId(), outcome: TaskOutcome.TASK_OUTCOME_UNSPECIFIED, note: '', closedBy: '' },
    'outcome',
    'required',
  ],
  [
    'closeTask',
    { taskId: newId(), outcome: TaskOutcome.TASK_OUTCOME_REACHED, note: 'x'.repeat(2_001), closedBy: '' },
    'note',
    'too_long',
  ],
  ['changeTask', { taskId: newId(), assigneeId: '', dueAt: undefined }, 'assignee_id', 'one_of'],
] as const)('bad %s %#', async (call, request, field, rule) => {
  await expect(unary(tasks, call, request as never, 5_000)).rejects.toMatchObject({
    violations: [expect.objectContaining({ field, rule })],
  });
});
