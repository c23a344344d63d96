import type { Breakage } from './breakage.js';

/** An open task about a term, of a message or of none. */
const openTask = (from: string, messageId: string): string =>
  `insert into task (task_id, kind, state, opened_for, customer_id, message_id, reminder_ids, term_ids, contract_ids,
     assignee_role, reason, title, script, opened_at, due_at)
   select gen_random_uuid(), 'CONTACT', 'OPEN', 'breakage', gen_random_uuid(), ${messageId}, array[null::uuid],
     array[term_id], array[gen_random_uuid()], 'OWNER', 'STEP', 'Call', 'Call', now(), now() from ${from} limit 1`;

export const TASK_BREAKAGES: readonly Breakage[] = [
  {
    invariant: 'no-task-behind-fence',
    what: 'a task that stayed open behind the fence',
    says: /is open although term .* is closed/,
    sql: { delivery: openTask('guard where closed', 'null') },
  },
  {
    invariant: 'no-task-behind-fence',
    what: 'a task whose message went out another way',
    says: /is open and its message .* is over/,
    sql: {
      delivery: openTask(
        `dispatch d join guard g using (term_id) where d.state = 'SENT' and not g.closed`,
        'message_id',
      ),
    },
  },
];
