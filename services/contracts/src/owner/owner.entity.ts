import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Name and email are sealed with the row's data key. */
@Entity('owner')
export class OwnerEntity {
  @PrimaryColumn('uuid', { name: 'owner_id' }) id: string;
  @Column('uuid', { name: 'team_id' }) teamId: string;
  @Column('uuid', { name: 'manager_id', nullable: true }) managerId: string | null;
  @Column('text') role: string;
  @Column('uuid', { name: 'recipient_id', nullable: true }) recipientId: string | null;
  @Column('text') zone: string;
  @Column('text') locale: string;
  @Column('boolean') active: boolean;
  @Column('int') version: number;
  @Index('owner_team_due', { where: 'team_due' }) @Column('boolean', { name: 'team_due' }) teamDue: boolean;
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
