import { randomUUID } from 'node:crypto';
import type { Database } from '@perennial/database/database';
import { PARTITIONS } from '../topics.js';

export interface Held {
  readonly topic: string;
  readonly partition: number;
  readonly position: bigint;
  readonly epoch: bigint;
}

/** A stopped member's partitions go to the others after this time. */
export const MEMBER_MS = 3_000;

/**
 * A member's share of a group's partitions. Every live member computes the same split; a member takes what is its own
 * and free, and gives back what is not its own, so that a partition has one holder. Positions move only under the
 * holder's epoch: a stopped member that resumes moves nothing.
 */
export class Assignment {
  readonly #member = randomUUID();

  constructor(
    private readonly database: Database,
    private readonly group: string,
    private readonly topics: readonly string[],
  ) {}

  /** Says "alive", gives back and takes partitions. @returns what this member now holds. */
  async rebalance(): Promise<Held[]> {
    return await this.database.transaction('log.rebalance', async (tx) => {
      const statements = [
        tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`log-group:${this.group}`]),
        tx.query(`delete from log_member where grp = $1 and until < clock_timestamp()`, [this.group]),
        tx.query(
          `insert into log_member (grp, member, until)
           values ($1, $2, clock_timestamp() + make_interval(secs => $3::float8 / 1000))
           on conflict (grp, member) do update set until = excluded.until`,
          [this.group, this.#member, MEMBER_MS],
        ),
        tx.query(
          `insert into log_assignment (grp, topic, partition, position, epoch, until)
           select $1, t, p, 0, 0, clock_timestamp() from unnest($2::text[]) as t, generate_series(0, $3::int - 1) as p
           on conflict do nothing`,
          [this.group, this.topics, PARTITIONS],
        ),
        tx.query(
          `with members as (select member, row_number() over (order by member) - 1 as n, count(*) over () as of
           from log_member where grp = $1),
                mine as (select a.topic, a.partition from (select topic, partition, row_number() over (order by topic, partition) - 1 as n
                                                           from log_assignment where grp = $1
                                                           and topic = any($3::text[])) a, members m
                         where m.member = $2 and a.n % m.of = m.n)
           update log_assignment a set
             holder = case when own.topic is null then null else $2::uuid end,
             epoch = a.epoch + case when own.topic is not null and a.holder is distinct from $2::uuid then 1 else 0 end,
             until = case when own.topic is null then clock_timestamp()
             else clock_timestamp() + make_interval(secs => $4::float8 / 1000) end
           from log_assignment j left join mine own using (topic, partition)
           where a.grp = $1 and j.grp = $1 and a.topic = j.topic and a.partition = j.partition
             and ((own.topic is not null and (a.holder is null or a.holder = $2::uuid or a.until < clock_timestamp()))
               or (own.topic is null and a.holder = $2::uuid))`,
          [this.group, this.#member, this.topics, MEMBER_MS],
        ),
      ];
      const held = tx.query<Held>(
        `select topic, partition, position, epoch from log_assignment where grp = $1 and holder = $2::uuid
         order by topic, partition`,
        [this.group, this.#member],
      );
      await tx.pipeline([...statements, held]);
      return await held;
    });
  }

  /**
   * Says "alive" where there is nothing to share: this member held every partition and still does, and there is no
   * other. @returns whether that is so; otherwise `rebalance` finds out what is.
   */
  async stayAlone(held: readonly Held[]): Promise<boolean> {
    if (held.length !== this.topics.length * PARTITIONS) return false;
    const [row] = await this.database.query<{ alone: boolean }>(
      `with alive as (update log_member set until = clock_timestamp() + make_interval(secs => $3::float8 / 1000)
       where grp = $1 and member = $2::uuid returning 1),
            kept as (update log_assignment set until = clock_timestamp() + make_interval(secs => $3::float8 / 1000)
                     where grp = $1 and holder = $2::uuid and topic = any($4::text[]) returning epoch)
       select (select count(*) from alive) = 1 and (select count(*) from kept) = $5::int
         and (select sum(epoch) from kept) = $6::bigint
         and not exists (select from log_member where grp = $1 and member <> $2::uuid) as alone`,
      [this.group, this.#member, MEMBER_MS, this.topics, held.length, held.reduce((sum, { epoch }) => sum + epoch, 0n)],
    );
    return row?.alone ?? false;
  }

  /** Prolongs what is held during long work. @returns whether all of it is still held under its epoch. */
  async prolong(held: readonly Held[]): Promise<boolean> {
    const [row] = await this.database.query<{ n: number }>(
      `with alive as (update log_member set until = clock_timestamp() + make_interval(secs => $3::float8 / 1000)
       where grp = $1 and member = $2::uuid),
            kept as (update log_assignment a set until = clock_timestamp() + make_interval(secs => $3::float8 / 1000)
                     from unnest($4::text[], $5::int[], $6::bigint[]) as h(topic, partition, epoch)
                     where a.grp = $1 and a.topic = h.topic and a.partition = h.partition and a.epoch = h.epoch
                     and a.holder = $2::uuid returning 1)
       select count(*)::int as n from kept`,
      [
        this.group,
        this.#member,
        MEMBER_MS,
        held.map((h) => h.topic),
        held.map((h) => h.partition),
        held.map((h) => h.epoch),
      ],
    );
    return row?.n === held.length;
  }

  /** Moves positions to `next`. @returns the partitions that are still held; the others were taken over. */
  async commit(held: readonly Held[]): Promise<Held[]> {
    return await this.database.query<Held>(
      `update log_assignment a set position = h.position
       from unnest($3::text[], $4::int[], $5::bigint[], $6::bigint[]) as h(topic, partition, epoch, position)
       where a.grp = $1 and a.holder = $2::uuid and a.topic = h.topic and a.partition = h.partition
       and a.epoch = h.epoch
       returning a.topic, a.partition, a.position, a.epoch`,
      [
        this.group,
        this.#member,
        held.map((h) => h.topic),
        held.map((h) => h.partition),
        held.map((h) => h.epoch),
        held.map((h) => h.position),
      ],
    );
  }

  async leave(): Promise<void> {
    await this.database.transaction('log.leave', async (tx) => {
      await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`log-group:${this.group}`]);
      await tx.query(
        `update log_assignment set holder = null, until = clock_timestamp() where grp = $1 and holder = $2::uuid`,
        [this.group, this.#member],
      );
      await tx.query(`delete from log_member where grp = $1 and member = $2::uuid`, [this.group, this.#member]);
    });
  }
}
