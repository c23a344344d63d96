import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A living sender process; once its time is over, its calls are orphans. */
@Entity('process_lease')
export class ProcessLeaseEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('timestamptz')
  until: number;
}
