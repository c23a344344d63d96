import type { ContactId, CustomerId, RecipientId, TermId } from '@perennial/kernel/ids';
import type { Money } from '@perennial/kernel/money';
import type { ChannelName } from '../channel/channel.js';
import type { Addressee, OpenMessage } from '../message/message.js';

/** An addressee, and the customer about whom it is told: an owner has many. */
export interface RecipientRequest {
  readonly addressee: Addressee;
  readonly customerId: CustomerId;
}

/** Whom a message goes to, asked from contracts at send time and never stored. */
export interface ResolvedRecipient {
  readonly recipientId: RecipientId;
  readonly address: string;
  readonly addressHmac: string;
  readonly name: string;
  readonly customerName: string;
  /** ISO 3166-1 alpha-2; empty from a build before this one. */
  readonly customerCountry: string;
  /** BCP 47. */
  readonly locale: string;
  readonly active: boolean;
  /** Address, on the same channel, of the colleague who may write to it; empty where nobody is named. */
  readonly writer: string;
}

/** What contracts answered, by requestKey: 'unreadable' where it cannot answer for this very addressee. */
export type Recipients = ReadonlyMap<string, ResolvedRecipient | 'unreadable'>;

/** One text for an addressee and a customer. */
export function requestKey({ addressee, customerId }: RecipientRequest | OpenMessage): string {
  return `${addressee.kind} ${addressee.id} ${customerId}`;
}

/** The owner of a message to a customer, to whom answers go. */
export function ownerRequest({ addressee, ownerId, customerId }: OpenMessage): RecipientRequest[] {
  return addressee.kind === 'OWNER' || ownerId === null
    ? []
    : [{ addressee: { kind: 'OWNER', id: ownerId }, customerId }];
}

/** Port of contracts. */
export interface RecipientResolver {
  /** @returns undefined when contracts gave no answer in time. At most 1,000. */
  resolve(requests: readonly RecipientRequest[], channel: ChannelName): Promise<Recipients | undefined>;
  /** @returns undefined when contracts gave no answer in time; no contacts for what is no address of anybody. */
  find(address: string, channel: ChannelName): Promise<FoundAddress | undefined>;
}

/** Whose an address is that a provider named. */
export interface FoundAddress {
  readonly addressHmac: string;
  readonly contacts: readonly {
    readonly contactId: ContactId;
    readonly customerId: CustomerId;
    readonly recipientId: RecipientId;
  }[];
}

/** What payments says of a term right before the call. */
export interface TermLook {
  readonly closed: boolean;
  /** payment:<id> when closed. */
  readonly cause: string;
  /** 0 while there is no quote. */
  readonly quoteVersion: number;
  /** What is asked for: the price, or the rest of it. */
  readonly amount: Money | undefined;
  /** The current price of the term. */
  readonly price?: Money | undefined;
  /** The price that an earlier message or page named, where it was another one. */
  readonly previousPrice?: Money | undefined;
  /** What came in for the term so far. */
  readonly received?: Money | undefined;
  /** Empty where nothing is asked for. */
  readonly payToken: string;
}

/** Port of payments. */
export interface PaymentLook {
  /** @returns looks by term id; undefined when payments gave no answer in time. At most 1,000. */
  look(termIds: readonly TermId[]): Promise<ReadonlyMap<TermId, TermLook> | undefined>;
}

export const RECIPIENT_RESOLVER = Symbol('recipient-resolver');
export const PAYMENT_LOOK = Symbol('payment-look');
