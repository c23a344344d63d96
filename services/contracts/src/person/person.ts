import { readWecomAddress } from './wecom-user-id.js';

/** Kinds of address that a person can have. Email and phone number are channels' addresses too: EMAIL and SMS. */
export const ADDRESS_KINDS = ['email', 'phone', 'wecom'] as const;
export type AddressKind = (typeof ADDRESS_KINDS)[number];

/** Normalised addresses; null = none of that kind. */
export type Addresses = Readonly<Record<AddressKind, string | null>>;

/** Name and addresses of a contact or an owner in clear; only ever in memory. */
export interface PersonDetails extends Addresses {
  readonly name: string;
}

export interface PrimaryAddress {
  readonly kind: AddressKind;
  readonly address: string;
}

/**
 * The address by which a person's recipient is found: email, else phone (protocol.md, Identity); an owner may have
 * neither, and is then known by the WeCom user id.
 */
export function primaryAddress(addresses: Addresses): PrimaryAddress | null {
  for (const kind of ADDRESS_KINDS) {
    const address = addresses[kind];
    if (address !== null) return { kind, address };
  }
  return null;
}

/** What of an address finds it: of a WeCom address the user id, whoever writes to it. */
export function indexedAddress(kind: AddressKind, address: string): string {
  return kind === 'wecom' ? readWecomAddress(address).userId : address;
}
