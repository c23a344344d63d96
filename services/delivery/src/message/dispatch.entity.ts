import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A reminder riding in a message; it leaves RIDING exactly once, together with its outcome. */
@Entity('dispatch')
export class DispatchEntity {
  @PrimaryColumn('uuid', { name: 'reminder_id' })
  reminderId: string;

  @Column('uuid', { name: 'message_id' })
  @Index('dispatch_message')
  messageId: string;

  @Column('uuid', { name: 'term_id' })
  @Index('dispatch_term')
  termId: string;

  @Column('uuid', { name: 'contract_id' })
  contractId: string;

  @Column('text')
  step: string;

  @Column('text')
  template: string;

  @Column('text')
  product: string;

  @Column('date', { name: 'last_day' })
  lastDay: string;

  @Column('boolean')
  legal: boolean;

  /** Channels to fail over to with their windows, as they came. */
  @Column('jsonb')
  rungs: unknown;

  /** End of the window of the rung in use. */
  @Column('timestamptz', { name: 'closes_at' })
  closesAt: number;

  @Column('text')
  state: string;

  @Column('text', { nullable: true })
  reason: string | null;

  /** The reminder's end that was published: SENT, SKIPPED, SUPPRESSED, SUPERSEDED or FAILED. */
  @Column('text', { nullable: true })
  outcome: string | null;

  @Column('integer', { name: 'quote_version', nullable: true })
  quoteVersion: number | null;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt: number | null;
}
