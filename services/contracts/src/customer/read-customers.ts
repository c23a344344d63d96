import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import type { CustomerId } from '@perennial/kernel/ids';
import { DomainError } from '@perennial/kernel/violation';
import { idPart, pageKey, toPage, type Page } from '@perennial/service/grpc/page';
import { NoteUnreadable, type Unreadable } from '../review/note-unreadable.js';
import type { Contact } from '../contact/contact.js';
import { storedContacts } from '../contact/contact.store.js';
import { FieldCipher } from '../person/field-cipher.js';
import type { PersonDetails } from '../person/person.js';
import { missingOf } from '../incomplete/incomplete-record.store.js';
import type { SourceReference } from '../source-reference/source-reference.js';
import { referencesOf } from '../source-reference/source-reference.store.js';
import type { Customer } from './customer.js';
import { findCustomers, pageCustomers, type CustomerFilter } from './customer.store.js';

export interface ContactView {
  readonly contact: Contact;
  readonly details: PersonDetails;
}

export interface CustomerView {
  readonly customer: Customer;
  readonly contacts: readonly ContactView[];
  readonly source: SourceReference | undefined;
  readonly missing: readonly string[];
}

export const CUSTOMER_KEY = pageKey<{ readonly id: CustomerId }>({ id: idPart<CustomerId>() });

const UNREADABLE: PersonDetails = { name: '', email: null, phone: null, wecom: null };

@Injectable()
export class ReadCustomers {
  constructor(
    private readonly database: Database,
    private readonly cipher: FieldCipher,
    private readonly noteUnreadable: NoteUnreadable,
  ) {}

  /**
   * With its contacts, decrypted; one that is unreadable comes without name and address. @throws DomainError
   * CUSTOMER_NOT_FOUND
   */
  async get(id: CustomerId): Promise<CustomerView> {
    const [[customer], contacts, sources, missing] = await Promise.all([
      findCustomers(this.database, [id]),
      storedContacts(this.database, { customerIds: [id] }),
      referencesOf(this.database, [id]),
      missingOf(this.database, [id]),
    ]);
    if (!customer) throw new DomainError('CUSTOMER_NOT_FOUND', `no customer has the id ${id}`);
    const unreadable: Unreadable[] = [];
    const opened = contacts.map((contact) => {
      try {
        const { name, ...addresses } = this.cipher.open(contact.id, contact.sealed);
        return { contact, details: { name: name ?? '', ...addresses } };
      } catch (error) {
        unreadable.push({ subjectKind: 'contact', id: contact.id, error });
        return { contact, details: UNREADABLE };
      }
    });
    await this.noteUnreadable.execute(unreadable);
    return { customer, contacts: opened, source: sources.get(id), missing: missing.get(id) ?? [] };
  }

  /** Without contacts, in the order of ids. */
  async list(filter: CustomerFilter, size: number): Promise<Page<CustomerView>> {
    const customers = await pageCustomers(this.database, filter, size + 1);
    const { rows, nextPageToken } = toPage(customers, size, CUSTOMER_KEY);
    const listed = rows.map(({ id }) => id);
    const [sources, missing] = await Promise.all([
      referencesOf(this.database, listed),
      missingOf(this.database, listed),
    ]);
    return {
      rows: rows.map((customer) => ({
        customer,
        contacts: [],
        source: sources.get(customer.id),
        missing: missing.get(customer.id) ?? [],
      })),
      nextPageToken,
    };
  }
}
