import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { contactsWithAddress, type AddressedContact } from '../contact/contact.store.js';
import { FieldCipher } from '../person/field-cipher.js';

/** A contact can be the one of many customers, and a number that of a whole company; nobody reads more of them. */
const MOST = 100;

export interface FoundRecipients {
  /** HMAC of the address, hex. */
  readonly addressHmac: string;
  /** Whose address it is, as ids. */
  readonly contacts: readonly AddressedContact[];
}

/** Whose a number or a user id is: what a provider tells of a reply is who wrote it, and no more. */
@Injectable()
export class FindRecipients {
  constructor(
    private readonly database: Database,
    private readonly cipher: FieldCipher,
  ) {}

  /** @param address normalised. */
  async execute(kind: 'phone' | 'wecom', address: string): Promise<FoundRecipients> {
    const hmac = this.cipher.index(kind, address);
    return { addressHmac: hmac.toString('hex'), contacts: await contactsWithAddress(this.database, kind, hmac, MOST) };
  }
}
