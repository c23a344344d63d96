import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Why a term is closed; no foreign key, since a closing may come before its term. Undone causes stay (protocol.md). */
@Entity('closure')
export class ClosureRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'closure_pk' }) term_id: string;
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'closure_pk' }) cause: string;
  @Column({ type: 'text', nullable: true }) undone_by: string | null;
  @Column({ type: 'timestamptz' }) closed_at: number;
}
