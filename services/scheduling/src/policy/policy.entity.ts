import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * Versions of policies. `marked_to` is how far the terms have been marked for planning anew; null with `marked` false:
 * not begun.
 */
@Entity('policy')
@Index('policy_active', ['name'], { unique: true, where: 'active' })
export class PolicyRow {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'policy_pk' }) name: string;
  @PrimaryColumn({ type: 'int4', primaryKeyConstraintName: 'policy_pk' }) version: number;
  @Column({ type: 'text' }) document: string;
  @Column({ type: 'jsonb' }) compiled: object;
  @Column({ type: 'boolean' }) active: boolean;
  @Column({ type: 'timestamptz' }) saved_at: number;
  @Column({ type: 'boolean' }) marked: boolean;
  @Column({ type: 'uuid', nullable: true }) marked_to: string | null;
}
