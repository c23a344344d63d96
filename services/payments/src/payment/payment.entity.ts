import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * Money that came in, whatever became of it. RECEIVED lives inside the transaction that records it and is never
 * committed.
 */
@Entity('payment')
@Index('payment_gateway_event', ['gateway', 'gateway_event_id'], { unique: true })
@Index('payment_one_renewal', ['term_id'], { unique: true, where: "state = 'RENEWED'" })
@Index('payment_by_term', ['term_id', 'payment_id'])
@Index('payment_by_customer', ['customer_id', 'payment_id'])
@Index('payment_unowned', ['term_id'], { where: 'customer_id is null' })
@Check('payment_state_known', "state in ('RECEIVED', 'RENEWED', 'FAILED', 'REVERSED')")
@Check('payment_positive', 'minor > 0')
@Check(
  'payment_renewed_complete',
  "state not in ('RENEWED', 'REVERSED') or (customer_id is not null and quote_version is not null)",
)
@Check('payment_failed_reason', "state <> 'FAILED' or reason is not null")
export class PaymentRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'payment_pk' }) payment_id: string;
  @Column({ type: 'text' }) gateway: string;
  @Column({ type: 'text' }) gateway_event_id: string;
  @Column({ type: 'uuid' }) term_id: string;
  /** Null while the term is unknown here. */
  @Column({ type: 'uuid', nullable: true }) contract_id: string | null;
  @Column({ type: 'uuid', nullable: true }) customer_id: string | null;
  @Column({ type: 'text' }) currency: string;
  @Column({ type: 'int8' }) minor: bigint;
  @Column({ type: 'text' }) state: string;
  @Column({ type: 'text', nullable: true }) reason: string | null;
  /** The quote it was compared with. */
  @Column({ type: 'int4', nullable: true }) quote_version: number | null;
  @Column({ type: 'timestamptz' }) paid_at: number;
  @Column({ type: 'timestamptz' }) recorded_at: number;
}
