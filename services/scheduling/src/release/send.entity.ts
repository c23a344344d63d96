import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * A message counted towards its recipient's cap: from its release, and from acceptance on at the acceptance instant.
 */
@Entity('send')
@Index('send_recipient', ['recipient_id', 'at'], { where: 'counts' })
export class SendRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'send_pk' }) message_id: string;
  @Column({ type: 'uuid' }) recipient_id: string;
  @Column({ type: 'timestamptz' }) at: number;
  @Column({ type: 'timestamptz', nullable: true }) accepted_at: number | null;
  @Column({ type: 'boolean' }) legal: boolean;
  @Column({ type: 'boolean' }) counts: boolean;
}
