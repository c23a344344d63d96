import type { Money } from '@perennial/kernel/money';

/** Whom a contact's mail goes to, asked from contracts at send time and never stored. */
export interface ResolvedContact {
  readonly address: string;
  readonly addressHmac: string;
  readonly contactName: string;
  readonly customerName: string;
  /** BCP 47. */
  readonly locale: string;
  readonly active: boolean;
}

/** Port of contracts. */
export interface ContactResolver {
  /** @returns contacts by id; undefined when contracts gave no answer in time. At most 1,000. */
  resolve(contactIds: readonly string[]): Promise<ReadonlyMap<string, ResolvedContact> | undefined>;
}

/** What payments says of a term right before the call. */
export interface TermLook {
  readonly closed: boolean;
  /** payment:<id> when closed. */
  readonly cause: string;
  /** 0 while there is no quote. */
  readonly quoteVersion: number;
  readonly amount: Money | undefined;
  readonly payToken: string;
}

/** Port of payments. */
export interface PaymentLook {
  /** @returns looks by term id; undefined when payments gave no answer in time. At most 1,000. */
  look(termIds: readonly string[]): Promise<ReadonlyMap<string, TermLook> | undefined>;
}

export const CONTACT_RESOLVER = Symbol('contact-resolver');
export const PAYMENT_LOOK = Symbol('payment-look');
