import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A reminder that scheduling recalled, perhaps before it came. */
@Entity('tombstone')
export class TombstoneEntity {
  @PrimaryColumn('uuid', { name: 'reminder_id' })
  reminderId: string;

  @Column('text')
  reason: string;

  @Column('timestamptz', { name: 'withdrawn_at' })
  withdrawnAt: number;
}
