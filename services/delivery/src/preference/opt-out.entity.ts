import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An address that wants nothing more on a channel; it outlives the contact. */
@Entity('opt_out')
export class OptOutEntity {
  @PrimaryColumn('text', { name: 'address_hmac' })
  addressHmac: string;

  @PrimaryColumn('text')
  channel: string;

  @Column('uuid', { name: 'recipient_id' })
  recipientId: string;

  @Column('uuid', { name: 'customer_id' })
  customerId: string;

  @Column('timestamptz', { name: 'opted_out_at' })
  optedOutAt: number;

  @Column('timestamptz', { name: 'undone_at', nullable: true })
  undoneAt: number | null;
}
