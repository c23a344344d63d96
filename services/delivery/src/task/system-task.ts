import { newId, type CustomerId, type OwnerId, type PaymentId } from '@perennial/kernel/ids';
import { addMs, DAY, type Instant } from '@perennial/kernel/instant';
import { formatMoney, type Money } from '@perennial/kernel/money';
import type { Owner } from '../owner/owner.js';
import { escalatesAt } from './assignment.js';
import type { Assignment, NewTask, Task, TaskAddressee, TaskId, TaskKind, TaskRider } from './task.js';

/** Within which a person sees to it, in ms. */
const DUE_MS: Readonly<Record<TaskKind, number>> = {
  CONTACT: DAY,
  PAYMENT_FAILED: DAY,
  SECOND_REMINDER: DAY,
  COMPLETE_CONTACT: 3 * DAY,
};

/** What the system asks for by itself. Its words name nobody: the page shows whose it is. */
export interface SystemTask {
  readonly kind: TaskKind;
  readonly openedFor: string;
  readonly customerId: CustomerId;
  readonly riders: readonly TaskRider[];
  readonly addressee: TaskAddressee | null;
  readonly reason: string;
  readonly words: Words;
  readonly assignment: Assignment;
}

/** Title and script. */
export type Words = readonly [title: string, script: string];

export function systemTask(task: SystemTask, owners: ReadonlyMap<OwnerId, Owner>, now: Instant): NewTask {
  const { words, assignment, ...rest } = task;
  const [title, script] = words;
  const dueAt = addMs(now, DUE_MS[task.kind]);
  return {
    ...rest,
    ...assignment,
    taskId: newId<TaskId>(),
    messageId: null,
    title,
    script,
    openedAt: now,
    dueAt,
    uselessAt: null,
    escalatesAt: escalatesAt(assignment, dueAt, owners),
  };
}

/** Whoever was spoken with is the wrong one: his owner finds out who is right. */
export function completeContact(
  { taskId, customerId, addressee, assigneeId, assigneeRole, teamId }: Task,
  locale: string,
): SystemTask | undefined {
  if (addressee?.kind !== 'CONTACT') return undefined;
  return {
    kind: 'COMPLETE_CONTACT',
    openedFor: `contact:${addressee.id}`,
    customerId,
    riders: [],
    addressee,
    reason: 'WRONG_CONTACT',
    words: isChinese(locale) ? completeInChinese(taskId) : completeInEnglish(taskId),
    assignment: { assigneeId, assigneeRole, teamId },
  };
}

/** Money that failed, as the words speak of it. */
export interface FailedMoney {
  readonly paymentId: PaymentId;
  readonly amount: Money | undefined;
  readonly reason: string;
}

/** @param locale of whoever reads it. */
export function paymentFailedWords({ paymentId, amount, reason }: FailedMoney, locale: string): Words {
  const money = amount ? formatMoney(amount, locale) : '';
  return isChinese(locale)
    ? [
        `付款未成功：${money}（${reason}）`,
        `付款编号 ${paymentId}，金额 ${money}，原因 ${reason}。\n\n请核对款项，与客户确认付款方式，并在财务系统中登记结果。`,
      ]
    : [
        `Payment failed: ${money} (${reason})`,
        `Payment ${paymentId} of ${money} failed: ${reason}.\n\nLook at the money, settle with the customer how it is paid, and record what came of it.`,
      ];
}

export function secondReminderWords({ paymentId, amount, reason }: FailedMoney, locale: string): Words {
  const money = amount ? formatMoney(amount, locale) : '';
  return isChinese(locale)
    ? [
        `付款未成功，请再次提醒客户（${money}）`,
        `客户付款 ${money} 未成功，原因 ${reason}（付款编号 ${paymentId}）。本期尚未续约。\n\n请联系客户，说明付款未到账，并商定何时、以何种方式付款。`,
      ]
    : [
        `Remind once more: a payment of ${money} failed`,
        `The customer's payment of ${money} failed: ${reason} (payment ${paymentId}). The term is not renewed.\n\nCall the customer, say that the money did not arrive, and agree when and how it will be paid.`,
      ];
}

function completeInEnglish(taskId: TaskId): Words {
  return [
    'Wrong contact: find out who to speak with',
    `The contact of task ${taskId} is the wrong one for renewals.\n\nAsk the customer who is right, and have the contact corrected in the source system: the next reminder goes by that.`,
  ];
}

function completeInChinese(taskId: TaskId): Words {
  return [
    '联系人有误：请确认应联系谁',
    `任务 ${taskId} 的联系人并不负责续约。\n\n请向客户确认正确的联系人，并在源系统中更正；下一次提醒以更正后的资料为准。`,
  ];
}

export function isChinese(locale: string): boolean {
  return /^zh(-|_|$)/i.test(locale);
}
