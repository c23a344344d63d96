import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The price of renewing a term. Rows never change; the current one has the highest version. */
@Entity('quote')
@Index('quote_version', ['term_id', 'version'], { unique: true })
export class QuoteRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'quote_pk' }) quote_id: string;
  @Column({ type: 'uuid' }) term_id: string;
  @Column({ type: 'int4' }) version: number;
  @Column({ type: 'uuid' }) contract_id: string;
  @Column({ type: 'uuid' }) customer_id: string;
  @Column({ type: 'text' }) currency: string;
  @Column({ type: 'int8' }) minor: bigint;
  @Column({ type: 'timestamptz' }) issued_at: number;
}
