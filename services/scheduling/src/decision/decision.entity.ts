import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The ledger of a term: append-only, each row carries the hash of the one before. */
@Entity('decision')
export class DecisionRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'decision_pk' }) term_id: string;
  @PrimaryColumn({ type: 'int4', primaryKeyConstraintName: 'decision_pk' }) seq: number;
  @Column({ type: 'text' }) prev_hash: string;
  @Column({ type: 'text' }) hash: string;
  @Column({ type: 'text' }) kind: string;
  @Column({ type: 'uuid', nullable: true }) reminder_id: string | null;
  @Column({ type: 'text' }) reason: string;
  @Column({ type: 'timestamptz' }) decided_at: number;
  @Column({ type: 'text' }) facts: string;
}
