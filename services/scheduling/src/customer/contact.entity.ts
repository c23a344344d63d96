import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Replica of a contact: ids and preferences of place, no personal data. */
@Entity('contact')
@Index('contact_customer', ['customer_id'])
export class ContactRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'contact_pk' }) contact_id: string;
  @Column({ type: 'uuid' }) customer_id: string;
  @Column({ type: 'uuid', nullable: true }) recipient_id: string | null;
  @Column({ type: 'text', array: true }) roles: string[];
  @Column({ type: 'text' }) zone: string;
  @Column({ type: 'text' }) locale: string;
  @Column({ type: 'boolean' }) active: boolean;
}
