import type { TaskContent } from '../../channel/task/task-channel.js';
import type { LookupResult, Provider, ProviderResult } from '../provider.js';

/** Where tasks are written. Null: something of the message may not be told any more, or there is no such task. */
export interface TaskBook {
  execute(text: TaskContent): Promise<string | null>;
  find(idempotencyKey: string): Promise<string | null>;
}

/** Tasks opened at once: each takes a connection of the service's own pool. */
const MOST_AT_ONCE = 8;

/**
 * People as the provider of tasks: its record is a table of ours. A call is one transaction, so that what became of one
 * that was cut off can be told by looking, and a repeat under the same key finds its task.
 */
export class TaskProvider implements Provider<TaskContent> {
  readonly name = 'task';
  readonly endpoint = 'database';
  readonly channel = 'TASK';
  readonly capabilities = { lookup: true, idempotent: true };
  #opening = 0;

  constructor(
    private readonly book: TaskBook,
    private readonly monotonic: () => number,
  ) {}

  capacity(): number {
    return Math.max(0, MOST_AT_ONCE - this.#opening);
  }

  async send(content: TaskContent, { callBy }: { readonly callBy: number }): Promise<ProviderResult> {
    if (this.monotonic() >= callBy) return { kind: 'expired' };
    this.#opening += 1;
    try {
      const taskId = await this.book.execute(content);
      // It goes through its guards again, which take out what may not be told.
      return taskId === null ? { kind: 'expired' } : waiting(taskId);
    } catch (error) {
      return await this.#after(content, error);
    } finally {
      this.#opening -= 1;
    }
  }

  /**
   * A task that is there waits for its person, so its message is not accepted: the repeat finds it and says so. Whoever
   * asks for a key gets to know no more than whether the answer can be had at all.
   */
  async lookup(idempotencyKey: string): Promise<LookupResult> {
    try {
      await this.book.find(idempotencyKey);
      return { kind: 'unknown' };
    } catch (error) {
      return { kind: 'unanswered', reason: reasonOf(error) };
    }
  }

  async close(): Promise<void> {
    // Nothing is kept open: the pool is the service's.
  }

  async #after({ idempotencyKey }: TaskContent, error: unknown): Promise<ProviderResult> {
    const reason = reasonOf(error);
    try {
      const taskId = await this.book.find(idempotencyKey);
      return taskId === null ? { kind: 'later', reason } : waiting(taskId);
    } catch {
      return { kind: 'ambiguous', reason };
    }
  }
}

function waiting(taskId: string): ProviderResult {
  return { kind: 'waiting', providerMessageId: taskId, reason: 'WAITING_FOR_PERSON' };
}

function reasonOf(error: unknown): string {
  return `TASK_NOT_WRITTEN: ${(error as Error).message}`.slice(0, 200);
}
