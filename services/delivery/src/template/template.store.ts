import type { Sql, Transaction } from '@perennial/database/database';
import { timestamptz } from '@perennial/database/parameters';
import type { Instant } from '@perennial/kernel/instant';
import type { Template } from './template.js';

export async function allTemplates(sql: Sql): Promise<Template[]> {
  return await sql.query<Template>(
    `select name, locale, version, subject, text, html from template order by name, locale, version`,
    [],
  );
}

/** Stores versions that are new; a stored one is never changed. */
export async function insertTemplates(sql: Sql, templates: readonly Template[], now: Instant): Promise<void> {
  await sql.execute(
    `insert into template (name, locale, version, subject, text, html, saved_at)
     select t.*, $7::timestamptz from unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::text[], $6::text[]) as t(name, locale, version, subject, text, html)
     on conflict do nothing`,
    [
      templates.map((t) => t.name),
      templates.map((t) => t.locale),
      templates.map((t) => t.version),
      templates.map((t) => t.subject),
      templates.map((t) => t.text),
      templates.map((t) => t.html),
      timestamptz(now),
    ],
  );
}

/** The version after the newest one, with the newest one locked against a second saver. */
export async function nextVersion(tx: Transaction, name: string, locale: string): Promise<number> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('template ' || $1 || ' ' || $2, 0))`, [name, locale]);
  const [row] = await tx.query<{ version: number }>(
    `select coalesce(max(version), 0) + 1 as version from template where name = $1 and locale = $2`,
    [name, locale],
  );
  return row?.version ?? 1;
}
