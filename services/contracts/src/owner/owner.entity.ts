import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Name and email are sealed with the row's data key. */
@Entity('owner')
export class OwnerEntity {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'team_id' }) teamId: string;
  @Column('int') version: number;
  @Index('owner_team_due', { where: 'team_due' }) @Column('boolean', { name: 'team_due' }) teamDue: boolean;
  @Column('text', { name: 'key_id' }) keyId: string;
  @Column('bytea', { name: 'wrapped_key' }) wrappedKey: Buffer;
  @Column('bytea', { name: 'name_sealed' }) nameSealed: Buffer;
  @Column('bytea', { name: 'email_sealed', nullable: true }) emailSealed: Buffer | null;
}
