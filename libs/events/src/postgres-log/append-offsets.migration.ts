import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An append that says which offsets its records got, so that the process that appends can hand them to its own
 * subscriptions. Heads are updated in the same order as `log_append` locks them, which older builds go on to call.
 */
export class AppendOffsets1790000013001 implements MigrationInterface {
  readonly name = 'AppendOffsets1790000013001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function log_append_at(topics text[], partitions int[], keys text[], headers text[],
      payloads bytea[]) returns bigint[] language plpgsql as $$
      declare
        offsets bigint[] := array_fill(0::bigint, array[cardinality(topics)]);
        head record;
        place int;
        next bigint;
      begin
        for head in
          select i.t, i.p, array_agg(i.n::int order by i.n) as places
          from unnest(topics, partitions) with ordinality as i(t, p, n) group by i.t, i.p order by i.t, i.p
        loop
          update log_head h set next_offset = h.next_offset + cardinality(head.places)
            where h.topic = head.t and h.partition = head.p
            returning h.next_offset - cardinality(head.places) into strict next;
          foreach place in array head.places loop
            offsets[place] := next;
            next := next + 1;
          end loop;
        end loop;
        insert into log_record (topic, partition, record_offset, key, headers, value)
          select i.t, i.p, i.o, i.k, i.hd, i.v
          from unnest(topics, partitions, offsets, keys, headers, payloads) as i(t, p, o, k, hd, v);
        return offsets;
      end $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop function log_append_at(text[], int[], text[], text[], bytea[])`);
  }
}
