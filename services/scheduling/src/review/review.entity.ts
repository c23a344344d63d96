import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a person must look at: of which term, what of it, and why. */
@Entity('review')
export class ReviewRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'review_pk' }) term_id: string;
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'review_pk' }) subject: string;
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'review_pk' }) reason: string;
  @Column({ type: 'timestamptz' }) noted_at: number;
}
