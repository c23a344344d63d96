import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Replica of a contract. */
@Entity('contract')
export class ContractRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'contract_pk' }) contract_id: string;
  @Column({ type: 'uuid' }) customer_id: string;
  @Column({ type: 'int4' }) version: number;
  @Column({ type: 'text' }) product: string;
  @Column({ type: 'text' }) product_type: string;
  @Column({ type: 'int4' }) period_months: number;
  @Column({ type: 'boolean' }) auto_renew: boolean;
  @Column({ type: 'boolean' }) trial: boolean;
  @Column({ type: 'int4' }) seats: number;
  @Column({ type: 'uuid', nullable: true }) owner_id: string | null;
  @Column({ type: 'uuid', nullable: true }) team_id: string | null;
}
