import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Replica of a term with the marks and the chain head that scheduling keeps; facts are null for a stub. */
@Entity('term')
@Index('term_plan_due', ['term_id'], { where: 'plan_due' })
@Index('term_waiting', ['waiting_since'], { where: 'waiting_since is not null' })
@Index('term_contract', ['contract_id'])
@Index('term_customer', ['customer_id'])
export class TermRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'term_pk' }) term_id: string;
  @Column({ type: 'uuid', nullable: true }) contract_id: string | null;
  @Column({ type: 'uuid', nullable: true }) customer_id: string | null;
  @Column({ type: 'int4', nullable: true }) number: number | null;
  @Column({ type: 'date', nullable: true }) start_date: string | null;
  @Column({ type: 'date', nullable: true }) last_day: string | null;
  @Column({ type: 'text', nullable: true }) zone: string | null;
  @Column({ type: 'text', nullable: true }) currency: string | null;
  @Column({ type: 'int8', nullable: true }) amount_minor: bigint | null;
  @Column({ type: 'text', nullable: true }) state: string | null;
  @Column({ type: 'int4', default: 0 }) version: number;
  @Column({ type: 'uuid', nullable: true }) owner_id: string | null;
  @Column({ type: 'uuid', nullable: true }) team_id: string | null;
  @Column({ type: 'boolean', default: false }) expiring: boolean;
  @Column({ type: 'boolean', default: false }) closed: boolean;
  @Column({ type: 'boolean', default: false }) plan_due: boolean;
  @Column({ type: 'int4', default: 0 }) decision_seq: number;
  @Column({ type: 'text', default: '' }) decision_hash: string;
  @Column({ type: 'text', default: '' }) plan_hash: string;
  @Column({ type: 'timestamptz', nullable: true }) waiting_since: number | null;
}
