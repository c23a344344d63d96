import { Check, Column, Entity, Exclusion, Index, PrimaryColumn } from 'typeorm';

/** The three partial indexes are the queue of what time does to terms. */
@Entity('term')
@Exclusion(
  'term_periods_apart',
  `using gist (contract_id with =, daterange(start, last_day, '[]') with &&) where (not voided)`,
)
@Check('term_voided', `not voided or state = 'CANCELLED'`)
@Index('term_contract', ['contractId', 'number'], { unique: true })
@Index('term_customer', ['customerId'])
@Index('term_last_day', ['lastDay', 'id'])
@Index('term_announcing', ['horizonAt'], { where: `state = 'OPEN' and expiring_at is null` })
@Index('term_ending', ['endsAt'], { where: `state = 'OPEN'` })
@Index('term_lapsing', ['lapsesAt'], { where: `state = 'EXPIRED'` })
export class TermEntity {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'contract_id' }) contractId: string;
  @Column('uuid', { name: 'customer_id' }) customerId: string;
  @Column('int') number: number;
  @Column('date') start: string;
  @Column('date', { name: 'last_day' }) lastDay: string;
  @Column('text') zone: string;
  @Column('text') currency: string;
  @Column('bigint', { name: 'amount_minor' }) amountMinor: bigint;
  @Column('text') state: string;
  @Column('int') version: number;
  @Column('timestamptz', { name: 'ends_at' }) endsAt: number;
  @Column('timestamptz', { name: 'horizon_at' }) horizonAt: number;
  @Column('timestamptz', { name: 'lapses_at' }) lapsesAt: number;
  @Column('timestamptz', { name: 'expiring_at', nullable: true }) expiringAt: number | null;
  @Column('text', { name: 'opened_by', nullable: true }) openedBy: string | null;
  @Column('boolean') voided: boolean;
}
