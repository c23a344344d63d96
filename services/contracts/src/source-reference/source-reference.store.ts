import type { Sql, Transaction } from '@perennial/database/database';
import type { SourceKind, SourceName, SourceReference } from './source-reference.js';

interface Row {
  readonly kind: SourceKind;
  readonly system: string;
  readonly source_id: string;
  readonly source_version: bigint;
  readonly entity_id: string;
  readonly counted: boolean;
  readonly content: Buffer | null;
  readonly content_version: bigint | null;
}

const COLUMNS = 'r.kind, r.system, r.source_id, r.source_version, r.entity_id, r.counted, r.content, r.content_version';
const GIVEN = '$1::text[], $2::text[], $3::text[], $4::bigint[], $5::uuid[], $6::boolean[], $7::bytea[]';

/**
 * Looks references up and locks them in the order of their key, so that two imports never wait for each other in a
 * ring.
 */
export async function lockReferences(tx: Transaction, names: readonly SourceName[]): Promise<SourceReference[]> {
  const rows = await tx.query<Row>(
    `select ${COLUMNS} from source_ref r
     where (r.kind, r.system, r.source_id) in (select * from unnest($1::text[], $2::text[], $3::text[]))
     order by r.kind, r.system, r.source_id for update`,
    [names.map((n) => n.kind), names.map((n) => n.system), names.map((n) => n.sourceId)],
  );
  return rows.map(toReference);
}

/** Looks up references that are only pointed at. */
export async function findReferences(sql: Sql, names: readonly SourceName[]): Promise<SourceReference[]> {
  const rows = await sql.query<Row>(
    `select ${COLUMNS} from source_ref r
     where (r.kind, r.system, r.source_id) in (select * from unnest($1::text[], $2::text[], $3::text[]))`,
    [names.map((n) => n.kind), names.map((n) => n.system), names.map((n) => n.sourceId)],
  );
  return rows.map(toReference);
}

/** Inserts new references in key order. @returns how many; fewer than given when somebody else was first. */
export async function insertReferences(tx: Transaction, references: readonly SourceReference[]): Promise<number> {
  if (references.length === 0) return 0;
  return await tx.execute(
    `insert into source_ref (kind, system, source_id, source_version, entity_id, counted, content, content_version)
     select kind, system, source_id, version, entity_id, counted, content, version
     from unnest(${GIVEN}) as r(kind, system, source_id, version, entity_id, counted, content)
     order by kind, system, source_id
     on conflict do nothing`,
    columns(references),
  );
}

export async function updateReferences(tx: Transaction, references: readonly SourceReference[]): Promise<void> {
  if (references.length === 0) return;
  await tx.execute(
    `update source_ref s set source_version = r.version, counted = r.counted, content = r.content,
       content_version = r.version
     from unnest(${GIVEN}) as r(kind, system, source_id, version, entity_id, counted, content)
     where s.kind = r.kind and s.system = r.system and s.source_id = r.source_id
       and (s.counted or s.source_version < r.version)`,
    columns(references),
  );
}

/** The first reference of each entity, by entity id. */
export async function referencesOf(sql: Sql, entityIds: readonly string[]): Promise<Map<string, SourceReference>> {
  const rows = await sql.query<Row>(
    `select distinct on (r.entity_id) ${COLUMNS} from source_ref r where r.entity_id = any($1::uuid[])
     order by r.entity_id, r.system, r.source_id`,
    [entityIds],
  );
  return new Map(rows.map((row) => [row.entity_id, toReference(row)]));
}

function columns(references: readonly SourceReference[]): unknown[] {
  return [
    references.map((r) => r.kind),
    references.map((r) => r.system),
    references.map((r) => r.sourceId),
    references.map((r) => r.version),
    references.map((r) => r.entityId),
    references.map((r) => r.counted),
    references.map((r) => (r.content === null ? null : Buffer.from(r.content, 'base64'))),
  ];
}

/** A build before 0.3.0 that still runs writes a version and leaves what is said of another one as it was. */
function toReference(row: Row): SourceReference {
  const described = row.content_version === row.source_version;
  return {
    kind: row.kind,
    system: row.system,
    sourceId: row.source_id,
    version: row.source_version,
    entityId: row.entity_id,
    counted: described && row.counted,
    content: described ? (row.content?.toString('base64') ?? null) : null,
  };
}
