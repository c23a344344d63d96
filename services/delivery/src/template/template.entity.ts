import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One version of a text in one language; versions are never changed. */
@Entity('template')
export class TemplateEntity {
  @PrimaryColumn('text')
  name: string;

  @PrimaryColumn('text')
  locale: string;

  @PrimaryColumn('integer')
  version: number;

  @Column('text')
  subject: string;

  @Column('text')
  text: string;

  @Column('text')
  html: string;

  @Column('timestamptz', { name: 'saved_at' })
  savedAt: number;
}
