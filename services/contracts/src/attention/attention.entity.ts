import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('attention')
export class AttentionEntity {
  @PrimaryColumn('text') reason: string;
  @PrimaryColumn('text', { name: 'subject_kind' }) subjectKind: string;
  @PrimaryColumn('uuid', { name: 'subject_id' }) subjectId: string;
  @Column('text') detail: string;
  @Column('timestamptz', { name: 'noticed_at' }) noticedAt: number;
}
