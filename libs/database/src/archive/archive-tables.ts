const NAME = /^[a-z_][a-z0-9_]{0,40}$/;

/**
 * DDL of the archive of a hot table: `<table>_archive`, the same columns behind `archived_month`, partitioned by month
 * (protocol.md, Retention); and `<table>_all`, a view of both, for whoever explains, lists or audits. A migration that
 * adds a column to the hot table adds it to the archive too and runs `archiveView` again; a test of each service
 * compares the two.
 *
 * @param indexes columns of the archive's indexes, such as `term_id` or `customer_id, message_id`.
 */
export function archiveTable(table: string, indexes: readonly string[]): string[] {
  plainName(table);
  return [
    `create table ${table}_archive (archived_month date not null, like ${table}) partition by range (archived_month)`,
    ...indexes.map((columns) => `create index on ${table}_archive (${columns})`),
    archiveView(table),
  ];
}

/** The view of hot and archived rows, with the columns that the hot table has now. */
export function archiveView(table: string): string {
  plainName(table);
  return `do $view$
    declare columns text;
    begin
      select string_agg(quote_ident(attname), ', ' order by attnum) into columns
      from pg_attribute where attrelid = '${table}'::regclass and attnum > 0 and not attisdropped;
      execute 'create or replace view ${table}_all as select ' || columns || ' from ${table}
        union all select ' || columns || ' from ${table}_archive';
    end $view$`;
}

/** @throws RangeError for a name that could not stand in a statement as it is. */
export function plainName(name: string): string {
  if (!NAME.test(name)) throw new RangeError(`not a plain name of a table or column: ${name}`);
  return name;
}
