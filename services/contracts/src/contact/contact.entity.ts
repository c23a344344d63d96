import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Name and addresses are sealed with the row's data key, which a configured key wraps. */
@Entity('contact')
export class ContactEntity {
  @PrimaryColumn('uuid', { name: 'contact_id' }) id: string;
  @Index('contact_customer') @Column('uuid', { name: 'customer_id' }) customerId: string;
  @Index('contact_recipient') @Column('uuid', { name: 'recipient_id' }) recipientId: string;
  @Column('text', { array: true }) roles: string[];
  @Column('text') zone: string;
  @Column('text') locale: string;
  @Column('boolean') active: boolean;
  @Column('int') version: number;
  @Column('text', { name: 'key_id' }) keyId: string;
  @Column('bytea', { name: 'wrapped_key' }) wrappedKey: Buffer;
  @Column('bytea', { name: 'name_sealed' }) nameSealed: Buffer;
  @Column('bytea', { name: 'email_sealed', nullable: true }) emailSealed: Buffer | null;
  @Column('bytea', { name: 'phone_sealed', nullable: true }) phoneSealed: Buffer | null;
  @Column('bytea', { name: 'wecom_sealed', nullable: true }) wecomSealed: Buffer | null;
  @Column('bytea', { name: 'email_hmac', nullable: true }) emailHmac: Buffer | null;
  @Column('bytea', { name: 'phone_hmac', nullable: true }) phoneHmac: Buffer | null;
  @Column('bytea', { name: 'wecom_hmac', nullable: true }) wecomHmac: Buffer | null;
}
