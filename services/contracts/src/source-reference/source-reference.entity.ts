import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { SourceKind } from './source-reference.js';

/** The link from an outside name to an id of ours. */
@Entity('source_ref')
export class SourceReferenceEntity {
  @PrimaryColumn('text') kind: SourceKind;
  @PrimaryColumn('text') system: string;
  @PrimaryColumn('text', { name: 'source_id' }) sourceId: string;
  @Column('bigint', { name: 'source_version' }) version: bigint;
  @Index('source_ref_entity') @Column('uuid', { name: 'entity_id' }) entityId: string;
}
