import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Replica of a customer. */
@Entity('customer')
export class CustomerRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'customer_pk' }) customer_id: string;
  @Column({ type: 'int4' }) version: number;
  @Column({ type: 'text' }) tier: string;
  @Column({ type: 'text' }) country: string;
  @Column({ type: 'text' }) zone: string;
  @Column({ type: 'text' }) locale: string;
  @Column({ type: 'uuid', nullable: true }) owner_id: string | null;
  @Column({ type: 'uuid', nullable: true }) team_id: string | null;
  @Column({ type: 'boolean' }) active: boolean;
  @Column({ type: 'date', nullable: true }) since: string | null;
}
