import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('contract')
export class ContractEntity {
  @PrimaryColumn('uuid') id: string;
  @Index('contract_customer') @Column('uuid', { name: 'customer_id' }) customerId: string;
  @Column('text') product: string;
  @Column('text', { name: 'product_type' }) productType: string;
  @Column('int', { name: 'period_months' }) periodMonths: number;
  @Column('date', { name: 'original_start' }) originalStart: string;
  @Column('text') zone: string;
  @Column('boolean', { name: 'auto_renew' }) autoRenew: boolean;
  @Column('int') seats: number;
  @Column('text') status: string;
  @Column('date', { name: 'ended_on', nullable: true }) endedOn: string | null;
  @Column('uuid', { name: 'owner_id', nullable: true }) ownerId: string | null;
  @Column('uuid', { name: 'team_id', nullable: true }) teamId: string | null;
  @Column('int') version: number;
  @Column('text', { name: 'yearly_currency', nullable: true }) yearlyCurrency: string | null;
  @Column('bigint', { name: 'yearly_minor', nullable: true }) yearlyMinor: bigint | null;
}
