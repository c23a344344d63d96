import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One row per term: whether provider calls may still start. Only closing and re-opening write `closed`. */
@Entity('guard')
export class GuardEntity {
  @PrimaryColumn('uuid', { name: 'term_id' })
  @Index('guard_sweep', { where: 'sweep' })
  termId: string;

  @Column('boolean', { default: false })
  closed: boolean;

  /** Wall clock of the database, taken under the guard's lock. */
  @Column('timestamptz', { name: 'closed_at', nullable: true })
  closedAt: number | null;

  @Column('timestamptz', { name: 'business_closed_at', nullable: true })
  businessClosedAt: number | null;

  /** Closed, and its riders not yet looked through. */
  @Column('boolean', { default: false })
  sweep: boolean;
}
