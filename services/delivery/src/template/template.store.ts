import type { Sql, Transaction } from '@perennial/database/database';
import { timestamptz } from '@perennial/database/parameters';
import type { Instant } from '@perennial/kernel/instant';
import type { StoredVersion } from './template-changed.js';
import type { Template, TemplateDraft, TemplateKey } from './template.js';

const VERSION = `name, channel, locale, version, saved_at as "savedAt", retired_at as "retiredAt"`;
const TEXT = `name, channel, locale, version, subject, text, html, mjml, retired_at as "retiredAt"`;

export async function allTemplates(sql: Sql): Promise<Template[]> {
  return await sql.query<Template>(`select ${TEXT} from template order by name, channel, locale, version`, []);
}

/** The newest version of each text. */
export async function newestVersions(sql: Sql): Promise<StoredVersion[]> {
  return await sql.query<StoredVersion>(
    `select distinct on (name, channel, locale) ${VERSION} from template order by name, channel, locale, version desc`,
    [],
  );
}

/** Stores versions that are new; a stored one is never changed. @returns the new ones. */
export async function insertTemplates(
  tx: Transaction,
  templates: readonly Template[],
  now: Instant,
): Promise<StoredVersion[]> {
  return await tx.query<StoredVersion>(
    `insert into template (name, channel, locale, version, subject, text, html, mjml, saved_at)
     select t.*, $9::timestamptz
     from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[], $8::text[])
       as t(name, channel, locale, version, subject, text, html, mjml)
     on conflict do nothing returning ${VERSION}`,
    [
      templates.map((t) => t.name),
      templates.map((t) => t.channel),
      templates.map((t) => t.locale),
      templates.map((t) => t.version),
      templates.map((t) => t.subject),
      templates.map((t) => t.text),
      templates.map((t) => t.html),
      templates.map((t) => t.mjml ?? null),
      timestamptz(now),
    ],
  );
}

const OF_KEY = `name = $1 and channel = $2 and ($3::text is null or locale = $3)`;

/** Takes every version of the texts out of use. @returns the newest of each that was in use. */
export async function retireTemplates(
  tx: Transaction,
  { name, channel, locale }: TemplateKey,
  now: Instant,
): Promise<StoredVersion[]> {
  return await tx.query<StoredVersion>(
    `with retired as (
       update template set retired_at = $4::timestamptz where ${OF_KEY} and retired_at is null returning *
     )
     select distinct on (locale) ${VERSION} from retired order by locale, version desc`,
    [name, channel, locale, timestamptz(now)],
  );
}

/** The newest version of each text of the key. */
export async function newestOf(sql: Sql, { name, channel, locale }: TemplateKey): Promise<Template[]> {
  return await sql.query<Template>(
    `select distinct on (locale) ${TEXT} from template where ${OF_KEY} order by locale, version desc`,
    [name, channel, locale],
  );
}

/** The version after the newest one, with the text locked against a second saver. */
export async function nextVersion(tx: Transaction, { name, channel, locale }: TemplateDraft): Promise<number> {
  const key = `template ${name} ${channel} ${locale}`;
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [key]);
  const [row] = await tx.query<{ version: number }>(
    `select coalesce(max(version), 0) + 1 as version from template where name = $1 and channel = $2 and locale = $3`,
    [name, channel, locale],
  );
  return row?.version ?? 1;
}
