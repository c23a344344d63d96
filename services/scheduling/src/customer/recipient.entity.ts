import { Entity, PrimaryColumn } from 'typeorm';

/** One row per recipient, only to be locked: the claim of due work goes by recipient (protocol.md, Claim and locks). */
@Entity('recipient')
export class RecipientRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'recipient_pk' }) recipient_id: string;
}
