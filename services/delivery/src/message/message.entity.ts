import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Quotes } from './message.js';

/** One text to one recipient on one channel. */
@Entity('message')
@Check('message_waits', "(state = 'OPEN') = (next_attempt_at is not null)")
@Index('message_due', ['nextAttemptAt', 'id'], { where: 'next_attempt_at is not null' })
@Index('message_customer', ['customerId', 'id'])
export class MessageEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'customer_id' })
  customerId: string;

  @Column('uuid', { name: 'contact_id' })
  contactId: string;

  @Column('uuid', { name: 'recipient_id' })
  recipientId: string;

  @Column('text')
  channel: string;

  @Column('text')
  state: string;

  @Column('text', { nullable: true })
  reason: string | null;

  @Column('text')
  template: string;

  @Column('integer', { name: 'template_version', nullable: true })
  templateVersion: number | null;

  @Column('text', { nullable: true })
  locale: string | null;

  /** SHA-256 of the last text that a provider was called with; the text itself is never kept. */
  @Column('text', { name: 'content_hash', nullable: true })
  contentHash: string | null;

  /** What the last text was made of, without personal data: the quotes by term. */
  @Column('jsonb', { nullable: true })
  inputs: Quotes | null;

  /** Part of the idempotency key: moves on when riders or text change. */
  @Column('integer', { name: 'text_revision', default: 1 })
  textRevision: number;

  /** A call may have reached the provider: text and riders stay as they are. */
  @Column('boolean', { default: false })
  frozen: boolean;

  /** Failed calls that were retries. */
  @Column('integer', { default: 0 })
  attempts: number;

  /** Null once the message is over. */
  @Column('timestamptz', { name: 'next_attempt_at', nullable: true })
  nextAttemptAt: number | null;

  @Column('timestamptz', { name: 'opened_at' })
  openedAt: number;

  @Column('timestamptz', { name: 'released_at' })
  releasedAt: number;

  @Column('timestamptz', { name: 'closes_at' })
  closesAt: number;

  @Column('timestamptz', { name: 'accepted_at', nullable: true })
  acceptedAt: number | null;

  @Column('uuid', { name: 'owner_id', nullable: true })
  ownerId: string | null;

  @Column('uuid', { name: 'team_id', nullable: true })
  teamId: string | null;
}
