import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** Replica of a term as of `version`; contracts is the sole writer of its state. */
@Entity('term')
@Check('term_state_known', "state in ('OPEN', 'RENEWED', 'CANCELLED', 'EXPIRED', 'LAPSED')")
export class TermRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'term_pk' }) term_id: string;
  @Column({ type: 'uuid' }) contract_id: string;
  @Column({ type: 'uuid' }) customer_id: string;
  @Column({ type: 'int4' }) number: number;
  @Column({ type: 'date' }) last_day: string;
  @Column({ type: 'text' }) zone: string;
  @Column({ type: 'text' }) currency: string;
  @Column({ type: 'int8' }) minor: bigint;
  @Column({ type: 'text' }) state: string;
  /** Cause of the closing event that led to `state`: payment:<id> or contract:<version>. */
  @Column({ type: 'text', nullable: true }) closed_by: string | null;
  /** Whether the term has entered the horizon: from then on it has a quote. */
  @Column({ type: 'boolean', default: false }) expiring: boolean;
  @Column({ type: 'int4' }) version: number;
  @Column({ type: 'uuid', nullable: true }) owner_id: string | null;
  @Column({ type: 'uuid', nullable: true }) team_id: string | null;
}
