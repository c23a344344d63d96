import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import type { ContactId } from '@perennial/kernel/ids';
import { findCustomers } from '../customer/customer.store.js';
import type { Contact } from './contact.js';
import { sealedContacts } from './contact.store.js';
import { FieldCipher } from './field-cipher.js';

export interface Resolved {
  readonly contact: Contact;
  readonly name: string;
  readonly customerName: string;
  readonly address: string;
  /** HMAC of the normalised address. */
  readonly hmac: Buffer;
}

/** Addresses at the moment of the call: the only place where they leave this service. */
@Injectable()
export class ResolveRecipients {
  constructor(
    private readonly database: Database,
    private readonly cipher: FieldCipher,
  ) {}

  /** Active contacts with their own address of the channel; the others are left out. */
  async execute(contactIds: readonly ContactId[], channel: 'email' | 'phone'): Promise<Resolved[]> {
    const contacts = (await sealedContacts(this.database, { ids: contactIds })).filter(({ active }) => active);
    const customers = await findCustomers(this.database, [...new Set(contacts.map(({ customerId }) => customerId))]);
    const names = new Map(customers.map(({ id, name }) => [id, name]));
    return contacts.flatMap((contact) => {
      const hmac = channel === 'email' ? contact.emailHmac : contact.phoneHmac;
      const { fields } = contact.sealed;
      const opened = this.cipher.open(contact.id, {
        ...contact.sealed,
        fields: { name: fields.name, [channel]: fields[channel] },
      });
      const address = opened[channel] ?? null;
      if (address === null || hmac === null) return [];
      return [{ contact, name: opened.name ?? '', customerName: names.get(contact.customerId) ?? '', address, hmac }];
    });
  }
}
