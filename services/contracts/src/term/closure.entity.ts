import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Causes that close a term; undone ones stay, so that a replay closes nothing. */
@Entity('closure')
export class ClosureEntity {
  @PrimaryColumn('uuid', { name: 'term_id' }) termId: string;
  @PrimaryColumn('text') cause: string;
  @Column('text', { name: 'closed_as' }) closedAs: string;
  @Column('timestamptz', { name: 'closed_at' }) closedAt: number;
  @Column('text', { name: 'undone_by', nullable: true }) undoneBy: string | null;
}
