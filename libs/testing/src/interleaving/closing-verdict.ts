import type { ClosingScene } from './closing-scene.js';
import { TODAY, type ClosingStage } from './closing-stage.js';

/** How the reminder of a paid term came to its end. */
export type ClosingEnd = 'never released' | 'sent before closing' | 'dropped in delivery';

interface ReminderRow {
  readonly id: string;
  readonly term_id: string;
  readonly state: string;
  readonly message_id: string | null;
}

/** Checks a scene that came to rest. @returns what is broken, in sentences, and how each paid term's reminder ended. */
export async function judgeClosing(
  { scheduling, senders: [{ service: delivery }] }: ClosingStage,
  { customerId, termIds, paid }: ClosingScene,
): Promise<{ broken: string[]; ends: ClosingEnd[] }> {
  // A reminder that rode was in the attempt's text: its inputs name the term.
  const late = await delivery.database.query<{ id: string; term_id: string }>(
    `select a.attempt_id as id, g.term_id from attempt a join message m using (message_id)
     join guard g on a.inputs ? g.term_id::text
     where m.customer_id = $1 and g.closed and a.started_at > g.closed_at`,
    [customerId],
  );
  const sent = await delivery.database.query<{ reminder_id: string }>(
    `select d.reminder_id from dispatch d join attempt a on a.message_id = d.message_id and a.state = 'ACCEPTED'
     join guard g on g.term_id = d.term_id
     where d.term_id = any($1::uuid[]) and d.state = 'SENT' and g.closed and a.started_at > g.closed_at`,
    [termIds],
  );
  const twice = await delivery.database.query<{ message_id: string }>(
    `select a.message_id from attempt a join message m using (message_id) where m.customer_id = $1
     and a.state = 'ACCEPTED' group by a.message_id having count(*) > 1`,
    [customerId],
  );
  const calling = await delivery.database.query<{ id: string }>(
    `select a.attempt_id as id from attempt a join message m using (message_id) where m.customer_id = $1
     and a.state = 'CALLING'`,
    [customerId],
  );
  const guards = await delivery.database.query<{ term_id: string }>(
    `select term_id from guard where term_id = any($1::uuid[]) and closed`,
    [paid],
  );
  const outcomes = (
    await delivery.database.query<{ data: string }>(
      `select data from outbox where key = $1 and type = 'delivery.outcome' order by id`,
      [customerId],
    )
  ).map(({ data }) => JSON.parse(data) as { reminderId: string; state: string });
  const reminders = await scheduling.database.query<ReminderRow>(
    `select reminder_id as id, term_id, state, message_id from reminder where term_id = any($1::uuid[])
     and node_date = $2::date`,
    [termIds, TODAY],
  );
  const waiting = await scheduling.database.query<{ id: string }>(
    `select reminder_id as id from reminder where term_id = any($1::uuid[])
     and state in ('PLANNED', 'HELD', 'RELEASED')`,
    [paid],
  );
  const answers = (id: string): string[] =>
    outcomes.filter(({ reminderId }) => reminderId === id).map(({ state }) => state.replace('REMINDER_STATE_', ''));
  return {
    broken: [
      ...late.map(({ id, term_id }) => `attempt ${id} with term ${term_id} was started behind the fence`),
      ...sent.map(({ reminder_id: id }) => `reminder ${id} is SENT by an attempt behind the fence`),
      ...twice.map(({ message_id: id }) => `message ${id} was accepted twice`),
      ...calling.map(({ id }) => `attempt ${id} has no result`),
      ...(guards.length === paid.length ? [] : [`${paid.length} terms are paid and ${guards.length} fenced`]),
      ...(reminders.length === termIds.length
        ? []
        : [`${reminders.length} reminders of today for ${termIds.length} terms`]),
      ...waiting.map(({ id }) => `reminder ${id} of a paid term did not end`),
      ...reminders.flatMap((reminder) => wrong(reminder, paid, answers(reminder.id))),
    ],
    ends: reminders
      .filter(({ term_id: id }) => paid.includes(id))
      .map(({ message_id, state }) =>
        message_id === null ? 'never released' : state === 'SENT' ? 'sent before closing' : 'dropped in delivery',
      ),
  };
}

function wrong(
  { id, term_id, state, message_id }: ReminderRow,
  paid: readonly string[],
  answers: readonly string[],
): string[] {
  const may = paid.includes(term_id) ? ['SENT', 'SUPPRESSED', 'SUPERSEDED'] : ['SENT'];
  return [
    ...(may.includes(state) ? [] : [`reminder ${id} ended ${state}`]),
    ...(answers.length === (message_id === null ? 0 : 1) ? [] : [`reminder ${id} has ${answers.length} outcomes`]),
    ...(message_id === null || answers[0] === state
      ? []
      : [`reminder ${id} is ${state} and its outcome ${answers[0]}`]),
  ];
}
