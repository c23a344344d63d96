import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Quotes } from './message.js';

/** One call to one provider, written before it starts. */
@Entity('attempt')
export class AttemptEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'message_id' })
  @Index('attempt_message')
  @Index('attempt_calling', { unique: true, where: "state = 'CALLING'" })
  messageId: string;

  @Column('integer')
  n: number;

  @Column('text')
  provider: string;

  @Column('text', { name: 'idempotency_key' })
  idempotencyKey: string;

  @Column('text')
  state: string;

  /** Wall clock of the database, taken under the locks of the guards; compared with guard.closed_at. */
  @Column('timestamptz', { name: 'started_at' })
  startedAt: number;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt: number | null;

  /** The process that calls; its lease tells whether it lives. */
  @Column('uuid')
  owner: string;

  @Column('text', { name: 'provider_message_id', nullable: true })
  providerMessageId: string | null;

  @Column('text', { nullable: true })
  detail: string | null;

  /** Whether payments answered the last look; without it the fence alone was relied on. */
  @Column('boolean')
  looked: boolean;

  @Column('integer', { name: 'text_revision' })
  textRevision: number;

  @Column('integer', { name: 'template_version' })
  templateVersion: number;

  @Column('text')
  locale: string;

  @Column('text', { name: 'content_hash' })
  contentHash: string;

  /** The terms in the text and the quote of each. */
  @Column('jsonb')
  inputs: Quotes;
}
