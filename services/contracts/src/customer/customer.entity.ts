import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('customer')
@Index('customer_ownership_due', ['id'], { where: 'ownership_due' })
export class CustomerEntity {
  @PrimaryColumn('uuid') id: string;
  @Column('text') name: string;
  @Column('text') country: string;
  @Column('text') zone: string;
  @Column('text') locale: string;
  @Column('date') since: string;
  @Index('customer_owner') @Column('uuid', { name: 'owner_id', nullable: true }) ownerId: string | null;
  @Column('uuid', { name: 'team_id', nullable: true }) teamId: string | null;
  @Column('text') tier: string;
  @Column('text', { name: 'tier_override', nullable: true }) tierOverride: string | null;
  @Column('int') version: number;
  @Column('boolean', { name: 'ownership_due' }) ownershipDue: boolean;
}
