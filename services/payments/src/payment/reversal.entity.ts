import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A gateway's taking back of a payment that had renewed its term. */
@Entity('reversal')
@Index('reversal_payment', ['payment_id'], { unique: true })
export class ReversalRow {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'reversal_pk' }) gateway: string;
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'reversal_pk' }) gateway_event_id: string;
  @Column({ type: 'uuid' }) payment_id: string;
  @Column({ type: 'text' }) reason: string;
  @Column({ type: 'timestamptz' }) reversed_at: number;
}
