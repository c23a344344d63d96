import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import type { ContactId, CustomerId, OwnerId, RecipientId } from '@perennial/kernel/ids';
import { NoteUnreadable, type Unreadable } from '../review/note-unreadable.js';
import { storedContacts } from '../contact/contact.store.js';
import { findCustomers } from '../customer/customer.store.js';
import { storedOwners } from '../owner/owner.store.js';
import { FieldCipher, isUnknownKey } from '../person/field-cipher.js';
import type { AddressKind } from '../person/person.js';
import { readWecomAddress } from '../person/wecom-user-id.js';
import type { StoredPerson } from '../person/person.store.js';

/** Whom a reminder addresses. */
export type Addressee =
  { readonly kind: 'CONTACT'; readonly id: ContactId } | { readonly kind: 'OWNER'; readonly id: OwnerId };

/** An addressee and the customer about whom they are told; null with a contact: their own. */
export interface RecipientQuestion {
  readonly addressee: Addressee;
  readonly customerId: CustomerId | null;
}

export interface ResolvedRecipient {
  readonly addressee: Addressee;
  readonly customerId: CustomerId;
  readonly recipientId: RecipientId;
  /** Normalised, of a kind asked for. */
  readonly address: string;
  /** The colleague who may write to it, as his address on the same channel; empty: nobody is named. */
  readonly writer: string;
  /** HMAC of the address. */
  readonly hmac: Buffer;
  readonly name: string;
  readonly customerName: string;
  /** ISO 3166-1 alpha-2. */
  readonly customerCountry: string;
  readonly locale: string;
  readonly zone: string;
}

type Opened = Pick<ResolvedRecipient, 'name' | 'address' | 'writer' | 'hmac'>;

type Person = StoredPerson & {
  readonly id: ContactId | OwnerId;
  readonly recipientId: RecipientId | null;
  readonly active: boolean;
  readonly zone: string;
  readonly locale: string;
  /** A contact's only customer. */
  readonly customerId?: CustomerId;
};

/** Addresses at the moment of the call: the only place where they leave this service. */
@Injectable()
export class ResolveRecipients {
  constructor(
    private readonly database: Database,
    private readonly cipher: FieldCipher,
    private readonly noteUnreadable: NoteUnreadable,
  ) {}

  /**
   * Active people with their own address of the first of the kinds that they have, each with the customer asked about;
   * the others are left out, as
   * is a contact asked for about a customer that is not theirs.
   */
  async execute(questions: readonly RecipientQuestion[], kinds: readonly AddressKind[]): Promise<ResolvedRecipient[]> {
    const people = await this.#people(questions);
    const asked = questions.flatMap(({ addressee, customerId }) => {
      const person = people.get(addressee.id);
      const about = customerId ?? person?.customerId;
      const own = person?.customerId === undefined || person.customerId === about;
      return person && about && own ? [{ addressee, person, customerId: about }] : [];
    });
    const customers = await findCustomers(this.database, [...new Set(asked.map(({ customerId }) => customerId))]);
    const known = new Map(customers.map((customer) => [customer.id, customer]));
    const opened = await this.#openAll([...people.values()], kinds);
    return asked.flatMap(({ addressee, person, customerId }) => {
      const [details, customer] = [opened.get(person.id), known.get(customerId)];
      const { recipientId, locale, zone } = person;
      if (!details || !customer || recipientId === null) return [];
      const { name: customerName, country: customerCountry } = customer;
      return [{ addressee, customerId, recipientId, ...details, customerName, customerCountry, locale, zone }];
    });
  }

  async #people(questions: readonly RecipientQuestion[]): Promise<Map<string, Person>> {
    const contactIds = questions.flatMap(({ addressee: { kind, id } }) =>
      kind === 'CONTACT' ? [id as ContactId] : [],
    );
    const ownerIds = questions.flatMap(({ addressee: { kind, id } }) => (kind === 'OWNER' ? [id as OwnerId] : []));
    const [contacts, owners] = await Promise.all([
      contactIds.length === 0 ? [] : storedContacts(this.database, { ids: contactIds }),
      ownerIds.length === 0 ? [] : storedOwners(this.database, [...new Set(ownerIds)]),
    ]);
    const people: Person[] = [...contacts, ...owners];
    return new Map(people.filter(({ active }) => active).map((person) => [person.id, person]));
  }

  /**
   * What could be decrypted, by id. @throws the error where nobody could be read: a key that is missing in the
   * configuration must not look as if all of them had no address
   */
  async #openAll(people: readonly Person[], kinds: readonly AddressKind[]): Promise<Map<string, Opened | null>> {
    const opened = new Map<string, Opened | null>();
    const unreadable: Unreadable[] = [];
    for (const person of people) {
      try {
        opened.set(person.id, this.#open(person, kinds));
      } catch (error) {
        unreadable.push({ subjectKind: 'teamId' in person ? 'owner' : 'contact', id: person.id, error });
      }
    }
    await this.noteUnreadable.execute(unreadable);
    const [first] = unreadable;
    if (first && unreadable.length === people.length && isUnknownKey(first.error)) throw first.error;
    return opened;
  }

  /** Name and the address of one kind; the other addresses stay closed. Null without such an address. */
  #open(person: Person, kinds: readonly AddressKind[]): Opened | null {
    const { fields } = person.sealed;
    const kind = kinds.find((one) => person.hmacs[one] !== null && fields[one] !== null);
    const hmac = kind && person.hmacs[kind];
    if (!kind || !hmac) return null;
    const wanted = { name: fields.name, [kind]: fields[kind] };
    const opened = this.cipher.open(person.id, { ...person.sealed, fields: wanted });
    const address = opened[kind] ?? '';
    const { userId, writer } = kind === 'wecom' ? readWecomAddress(address) : { userId: address, writer: '' };
    return { name: opened.name ?? '', address: userId, writer, hmac };
  }
}
