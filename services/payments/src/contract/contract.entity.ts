import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Replica of what a pay page shows of a contract; contracts owns it. */
@Entity('contract')
export class ContractRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'contract_pk' }) contract_id: string;
  @Column({ type: 'uuid' }) customer_id: string;
  @Column({ type: 'text' }) product: string;
  @Column({ type: 'int4' }) version: number;
}
