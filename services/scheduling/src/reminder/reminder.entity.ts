import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * One Step of one Term for one Contact. The id is derived from the key of protocol.md, Identity, so the primary key is
 * that key's uniqueness too.
 */
@Entity('reminder')
@Check('reminder_waits', `waiting = (state in ('PLANNED', 'HELD'))`)
@Index('reminder_term', ['term_id'])
@Index('reminder_due', ['due_at'], { where: 'waiting' })
@Index('reminder_waiting', ['recipient_id', 'due_at'], { where: 'waiting' })
@Index('reminder_customer', ['customer_id', 'due_at', 'reminder_id'])
@Index('reminder_message', ['message_id'], { where: 'message_id is not null' })
export class ReminderRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'reminder_pk' }) reminder_id: string;
  @Column({ type: 'uuid' }) term_id: string;
  @Column({ type: 'uuid' }) contract_id: string;
  @Column({ type: 'uuid' }) customer_id: string;
  @Column({ type: 'uuid' }) contact_id: string;
  @Column({ type: 'uuid' }) recipient_id: string;
  @Column({ type: 'text' }) step: string;
  @Column({ type: 'int4' }) node: number;
  @Column({ type: 'date' }) node_date: string;
  @Column({ type: 'text' }) audience: string;
  @Column({ type: 'int4' }) track: number;
  @Column({ type: 'int4' }) escalation: number;
  @Column({ type: 'int4' }) occurrence: number;
  @Column({ type: 'text' }) state: string;
  /** Whether the state is PLANNED or HELD. Its own column, so that later changes of the state touch no index. */
  @Column({ type: 'boolean', default: true }) waiting: boolean;
  @Column({ type: 'text', default: '' }) reason: string;
  @Column({ type: 'text' }) template: string;
  @Column({ type: 'text', array: true }) channels: string[];
  @Column({ type: 'boolean' }) legal: boolean;
  @Column({ type: 'text' }) zone: string;
  @Column({ type: 'int4' }) window_from: number;
  @Column({ type: 'int4' }) window_to: number;
  @Column({ type: 'text' }) window_days: string;
  @Column({ type: 'timestamptz' }) opens_at: number;
  @Column({ type: 'timestamptz' }) closes_at: number;
  @Column({ type: 'timestamptz' }) due_at: number;
  @Column({ type: 'text' }) policy: string;
  @Column({ type: 'int4' }) policy_version: number;
  @Column({ type: 'timestamptz' }) planned_at: number;
  @Column({ type: 'uuid', nullable: true }) message_id: string | null;
  @Column({ type: 'timestamptz', nullable: true }) released_at: number | null;
  @Column({ type: 'timestamptz', nullable: true }) withdrawn_at: number | null;
  @Column({ type: 'timestamptz', nullable: true }) sent_at: number | null;
  @Column({ type: 'timestamptz', nullable: true }) ended_at: number | null;
  @Column({ type: 'text', nullable: true }) retry: string | null;
}
