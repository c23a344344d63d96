import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sums of money per term: causes, parts taken back, money without its term (docs/decisions/0025-money.md). */
export class Sums1790000003000 implements MigrationInterface {
  readonly name = 'Sums1790000003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table term add column lapsed_at timestamptz`);
    await runner.query(`create index term_by_contract on term (contract_id, number)`);
    // What 0.2.0 had handed out was not kept: each of its prices counts as named.
    await runner.query(`alter table quote add column named_at timestamptz`);
    await runner.query(`update quote set named_at = issued_at`);
    await this.#payments(runner);
    await this.#reversals(runner);
    await this.#causes(runner);
  }

  async #payments(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table payment
        alter column term_id drop not null,
        add column named_term_id uuid,
        add column reference_system text,
        add column reference_kind text,
        add column reference_id text,
        add column reversed_minor bigint not null default 0,
        add column told_rest_minor bigint,
        add column told_surplus_minor bigint,
        add column match_at timestamptz,
        drop constraint payment_state_known,
        drop constraint payment_renewed_complete`);
    await runner.query(`update payment set reversed_minor = amount_minor where state = 'REVERSED'`);
    // Money of an unknown term was FAILED for good; it waits for its term now. The term that it names stands apart,
    // so that a build of 0.2.0 that runs beside this one leaves it alone.
    await runner.query(`
      update payment set state = 'UNMATCHED', reason = null, named_term_id = term_id, term_id = null,
        match_at = recorded_at
      where state = 'FAILED' and reason = 'UNKNOWN_TERM' and customer_id is null`);
    await runner.query(`
      alter table payment
        add constraint payment_state_known
          check (state in ('RECEIVED', 'RENEWED', 'FAILED', 'REVERSED', 'UNMATCHED')),
        add constraint payment_renewed_complete
          check (state <> 'RENEWED' or (customer_id is not null and quote_version is not null)),
        add constraint payment_reversed_within check (reversed_minor between 0 and amount_minor)`);
    await runner.query(
      `create index payment_unmatched on payment (match_at, payment_id)
       where term_id is null and set_aside_reason is null`,
    );
    await runner.query(`create index payment_named on payment (named_term_id) where term_id is null`);
    await runner.query(`create index payment_by_state on payment (state, payment_id) where state <> 'RENEWED'`);
  }

  async #reversals(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table reversal
        alter column payment_id drop not null,
        add column reversal_id uuid not null default gen_random_uuid(),
        add column reverses_gateway_event_id text,
        add column currency text,
        add column asked_minor bigint,
        add column taken_minor bigint,
        add column undid text,
        add column set_aside_reason text`);
    await runner.query(`
      update reversal r set reversal_id = ${behind('p.payment_id', 'bfff')}, currency = p.currency,
        reverses_gateway_event_id = p.gateway_event_id, taken_minor = p.amount_minor, undid = 'payment:' || p.payment_id
      from payment p where p.payment_id = r.payment_id`);
    await runner.query(`create unique index reversal_id on reversal (reversal_id)`);
    await runner.query(`drop index reversal_payment`);
    await runner.query(`create index reversal_by_payment on reversal (payment_id)`);
    await runner.query(
      `create index reversal_waiting on reversal (gateway, reverses_gateway_event_id) where payment_id is null`,
    );
  }

  async #causes(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table cause (
        cause_id uuid constraint cause_pk primary key,
        term_id uuid not null,
        cause text not null,
        payment_id uuid not null,
        quote_version int not null,
        caused_at timestamptz not null,
        undone_at timestamptz
      )`);
    await runner.query(`create unique index cause_of_term on cause (term_id, cause)`);
    await runner.query(`create unique index cause_standing on cause (term_id) where undone_at is null`);
    await runner.query(`
      insert into cause (cause_id, term_id, cause, payment_id, quote_version, caused_at, undone_at)
      select ${behind('p.payment_id', 'bffe')}, p.term_id, 'payment:' || p.payment_id, p.payment_id,
        p.quote_version, p.recorded_at, r.reversed_at
      from payment p left join reversal r on r.payment_id = p.payment_id where p.state in ('RENEWED', 'REVERSED')`);
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}

/**
 * An id of its own behind those of all payments of the same millisecond: ids are the order in which money is restated,
 * a payment before its cause (`bffe`) and that before its reversal (`bfff`). Payments that came in one batch differ in
 * their last digits alone, so that these are a digest of them.
 */
function behind(id: string, place: 'bffe' | 'bfff'): string {
  return `(left(${id}::text, 14) || '7fff-${place}-' || right(md5(${id}::text), 12))::uuid`;
}
