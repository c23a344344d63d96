import type { Sql, Transaction } from '@perennial/database/sql';
import type { Template } from './template.js';

/** A template that was heard of stays known: delivery takes none away. */
export async function insertTemplates(tx: Transaction, templates: readonly Template[]): Promise<void> {
  await tx.execute(
    `insert into template (name, channel) select distinct n, c from unnest($1::text[], $2::text[]) as t(n, c)
     order by 1, 2 on conflict do nothing`,
    [templates.map(({ name }) => name), templates.map(({ channel }) => channel)],
  );
}

export async function readTemplates(sql: Sql): Promise<Template[]> {
  return await sql.query<Template>(`select name, channel from template order by name, channel`, []);
}
