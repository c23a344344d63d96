import type { MessageEnd } from '../message/message.js';
import { NO_ANSWER, SENT, WRONG_CONTACT, type End } from '../message/outcome.js';
import type { TaskOutcome } from '../task/task.js';

/** What an outcome of a task makes of its message and of what rides in it. */
export interface TaskMeaning {
  readonly message: MessageEnd;
  readonly end: End;
  /** Somebody must find out who is right. */
  readonly completeContact: boolean;
}

const TOLD: TaskMeaning = { message: 'ACCEPTED', end: SENT, completeContact: false };

/** Whoever was spoken with was told, whatever he decides; the rest is for who plans next. */
export const MEANINGS: Readonly<Record<TaskOutcome, TaskMeaning>> = {
  REACHED: TOLD,
  WILL_RENEW: TOLD,
  IN_PROCUREMENT: TOLD,
  NOT_RENEWING: TOLD,
  WRONG_CONTACT: { message: 'DROPPED', end: WRONG_CONTACT, completeContact: true },
  NO_ANSWER: { message: 'DROPPED', end: NO_ANSWER, completeContact: false },
};
