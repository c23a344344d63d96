import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A cause that closes a term until it is undone. */
@Entity('closure')
export class ClosureEntity {
  @PrimaryColumn('uuid', { name: 'term_id' })
  termId: string;

  /** payment:<id> or contract:<version>. */
  @PrimaryColumn('text')
  cause: string;

  @Column('text', { name: 'undone_by', nullable: true })
  undoneBy: string | null;

  /** Null when it was undone before it came. */
  @Column('timestamptz', { name: 'closed_at', nullable: true })
  closedAt: number | null;

  @Column('timestamptz', { name: 'undone_at', nullable: true })
  undoneAt: number | null;
}
