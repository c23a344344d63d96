import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * People as a channel (ADR 0034): tasks, and a replica of the owners who do them. `look_at` is the one instant at which
 * something is to be done with a task by itself; what a task was opened for opens one only, and a contact may need a
 * new address again once the last task for it is closed.
 */
export class Tasks1790000023000 implements MigrationInterface {
  readonly name = 'Tasks1790000023000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table owner (
        owner_id uuid primary key, version int not null, role text not null, team_id uuid, manager_id uuid,
        zone text not null, locale text not null, active boolean not null
      )`);
    await runner.query(`create index owner_by_role on owner (role, owner_id) where active`);
    await runner.query(`
      create table task (
        task_id uuid primary key,
        kind text not null constraint task_kind check (
          kind in ('CONTACT', 'SECOND_REMINDER', 'PAYMENT_FAILED', 'COMPLETE_CONTACT')),
        state text not null constraint task_state check (state in ('OPEN', 'DONE', 'CANCELLED')),
        outcome text constraint task_outcome check (
          outcome in ('REACHED', 'WILL_RENEW', 'IN_PROCUREMENT', 'WRONG_CONTACT', 'NOT_RENEWING', 'NO_ANSWER')),
        opened_for text not null, customer_id uuid not null, message_id uuid,
        reminder_ids uuid[] not null, term_ids uuid[] not null, contract_ids uuid[] not null,
        addressee_kind text, addressee_id uuid,
        assignee_id uuid, assignee_role text not null, team_id uuid,
        reason text not null, title text not null, script text not null, note text not null default '',
        opened_at timestamptz not null, due_at timestamptz not null, useless_at timestamptz,
        escalates_at timestamptz, escalated_at timestamptz, escalated_from uuid,
        closed_at timestamptz, closed_by text, version int not null default 1, look_at timestamptz,
        constraint task_ended check ((state = 'OPEN') = (closed_at is null) and (state = 'DONE') = (outcome is not null))
      )`);
    await runner.query(`
      create unique index task_opened_for on task (opened_for) where kind <> 'COMPLETE_CONTACT' or state = 'OPEN'`);
    await runner.query(`create index task_message on task (message_id) where message_id is not null`);
    await runner.query(`create index task_look on task (look_at, task_id) where look_at is not null`);
    await runner.query(`create index task_due on task (due_at, task_id)`);
    await runner.query(`create index task_open on task (due_at, task_id) where state = 'OPEN'`);
    await runner.query(`create index task_assignee on task (assignee_id, due_at, task_id)`);
    await runner.query(`create index task_customer on task (customer_id, due_at, task_id)`);
    await runner.query(`create index task_term on task using gin (term_ids)`);
    // Why a task is asked for is what failed before it.
    await runner.query(`
      create index exception_instead on exception (instead_message_id) where instead_message_id is not null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index exception_instead`);
    await runner.query(`drop table task, owner`);
  }
}
