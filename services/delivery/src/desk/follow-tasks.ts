import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql, type Transaction } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import type { MessageId } from '@perennial/kernel/ids';
import { addMs, HOUR, type Instant } from '@perennial/kernel/instant';
import { LOGGER, type Logger } from '@perennial/service/log/logger';
import type { DueWork } from '@perennial/service/work/due-work';
import { runInHalves } from '@perennial/service/work/run-in-halves';
import { holdGuards } from '../guard/guard.store.js';
import type { MessageState } from '../message/message.js';
import { dropDispatches } from '../message/end-dispatches.js';
import { lockStates, ridingIn } from '../message/waiting-message.store.js';
import { DeliveryMetrics } from '../metrics.js';
import { readOwners } from '../owner/owner.store.js';
import { cancelTasks } from '../task/cancel-tasks.js';
import { lockOpenTasks, writeTasks } from '../task/task.store.js';
import type { Task } from '../task/task.js';
import { endsOf, followed } from './followed-task.js';
import {
  dropEnded,
  forgetTexts,
  lookLater,
  nextLookAt,
  postponeLooks,
  tasksToLookAt,
  type LookedAt,
} from './task-look.store.js';

/** Tasks of one transaction: a message of each may end with all that rides in it. */
const TASKS = 4;
const ENDED = 200;

/**
 * What becomes of tasks by themselves. A task that was opened loses what its terms or its recall took away meanwhile;
 * what is not done when it is due goes to the manager, once; what is of no use any more ends; and what ended long ago
 * is forgotten.
 */
@Injectable()
export class FollowTasks implements DueWork {
  readonly name = 'follow-tasks';

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly metrics: DeliveryMetrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async run(now: Instant): Promise<number> {
    const forgotten = (await forgetTexts(this.database, now, ENDED)) + (await dropEnded(this.database, now, ENDED));
    const due = await tasksToLookAt(this.database, now, TASKS);
    const handled = await runInHalves(
      due,
      (some) => this.#follow(some, now),
      async (task, error) => {
        this.logger.error({ err: error, taskId: task.taskId }, 'a task cannot be followed and is left for an hour');
        await postponeLooks(this.database, [task.taskId], addMs(now, HOUR));
      },
    );
    return handled.reduce((sum, count) => sum + count, forgotten);
  }

  async nextDue(sql: Sql): Promise<Instant | null> {
    return await nextLookAt(sql);
  }

  /** Guards, messages, tasks: the order of all locks (protocol.md, Claim and locks). */
  async #follow(due: readonly LookedAt[], now: Instant): Promise<number> {
    return await this.database.transaction('delivery.follow-tasks', async (tx) => {
      await holdGuards(
        tx,
        due.flatMap(({ termIds }) => termIds),
      );
      const messageIds = due.flatMap(({ messageId }) => messageId ?? []);
      const states = await lockStates(tx, messageIds);
      const riding = await ridingIn(tx, messageIds);
      const ids = due.map(({ taskId }) => taskId);
      const open = await lockOpenTasks(tx, ids);
      const ends = open.flatMap((task) =>
        endsOf(
          task,
          riding.filter(({ messageId }) => messageId === task.messageId),
          now,
        ),
      );
      await this.#end(tx, open, (id) => states.get(id) ?? null, now);
      const left = await dropDispatches(tx, this.outbox, ends, now);
      // What was cancelled with its message is not open any more.
      const rest = await lockOpenTasks(tx, ids);
      await this.#goOn(tx, rest, now);
      tx.afterCommit(() => this.metrics.messagesEnded(left));
      return due.length;
    });
  }

  /** Tasks whose message is over, or that have none and are of no use. */
  async #end(
    tx: Transaction,
    open: readonly Task[],
    stateOf: (messageId: MessageId) => MessageState | null,
    now: Instant,
  ): Promise<void> {
    const over = open.filter(({ messageId, uselessAt }) => {
      if (messageId === null) return uselessAt !== null && uselessAt <= now;
      const state = stateOf(messageId);
      return state !== 'WAITING' && state !== 'OPEN';
    });
    await cancelTasks(tx, this.outbox, over, now);
  }

  async #goOn(tx: Transaction, open: readonly Task[], now: Instant): Promise<void> {
    const owners = await readOwners(
      tx,
      open.flatMap(({ assigneeId }) => assigneeId ?? []),
    );
    const changed = open.map((task) => followed(task, owners, now)).filter((task, n) => task !== open[n]);
    await lookLater(tx, open);
    await writeTasks(tx, changed);
    tx.afterCommit(() => this.metrics.tasksEscalated(changed.filter(({ escalatedAt }) => escalatedAt === now).length));
  }
}
