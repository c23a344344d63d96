import type { Invariant } from './invariant.js';

/** What waits for a person ends with its term, and a task and its message wait for each other and for nobody else. */
export const noTaskBehindFence: Invariant = {
  name: 'no-task-behind-fence',
  promise: 'a closed term has no open task, and a message waits for a person exactly while its task is open',
  harm: 'afterClosing',
  async check({ delivery }) {
    const behind = await delivery.query<{ task_id: string; term_id: string }>(
      `select t.task_id, g.term_id from task t join guard g on g.term_id = any(t.term_ids)
       where t.state = 'OPEN' and g.closed`,
      [],
    );
    const over = await delivery.query<{ task_id: string; message_id: string }>(
      `select t.task_id, t.message_id from task t join message_all m using (message_id)
       where t.state = 'OPEN' and m.state not in ('OPEN', 'WAITING')`,
      [],
    );
    const waiting = await delivery.query<{ message_id: string }>(
      `select m.message_id from message m where m.channel = 'TASK' and m.state = 'WAITING'
         and not exists (select from task t where t.message_id = m.message_id and t.state = 'OPEN')`,
      [],
    );
    return [
      ...behind.map((row) => `task ${row.task_id} is open although term ${row.term_id} is closed`),
      ...over.map((row) => `task ${row.task_id} is open and its message ${row.message_id} is over`),
      ...waiting.map((row) => `message ${row.message_id} waits for a person, and nobody has a task for it`),
    ];
  },
};
