import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A primary address that contacts share, known by its HMAC only. */
@Entity('recipient')
export class RecipientEntity {
  @PrimaryColumn('uuid', { name: 'recipient_id' }) id: string;
  @Index('recipient_address', { unique: true }) @Column('bytea', { name: 'address_hmac' }) addressHmac: Buffer;
  @Column('text') kind: string;
}
