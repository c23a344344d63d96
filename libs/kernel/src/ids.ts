import { parse, v5, v7, validate } from 'uuid';
import { DomainError } from './violation.js';

declare const idBrand: unique symbol;

/** A UUID in lower case, typed by what it names. A plain string at run time. */
export type Id<Kind extends string> = string & { readonly [idBrand]: Kind };

export type CustomerId = Id<'customer'>;
export type ContactId = Id<'contact'>;
export type RecipientId = Id<'recipient'>;
export type OwnerId = Id<'owner'>;
export type TeamId = Id<'team'>;
export type ProductId = Id<'product'>;
export type ContractId = Id<'contract'>;
export type TermId = Id<'term'>;
export type ReminderId = Id<'reminder'>;
export type MessageId = Id<'message'>;
export type AttemptId = Id<'attempt'>;
export type ReviewId = Id<'review'>;
export type HoldId = Id<'hold'>;
export type QuoteId = Id<'quote'>;
export type PaymentId = Id<'payment'>;

/** How an outside system names a thing: `source_ref(kind, system, source_id)` of protocol.md, Identity. */
export interface SourceRef {
  readonly kind: string;
  readonly system: string;
  readonly sourceId: string;
}

/** Fixed for ever: a change would give every derived thing a new identity. */
const PERENNIAL = parse('6f1c7f0e-4f0b-5d0c-9c53-1d8a4b1b7a52');

/**
 * UUIDv5 of a name made of parts, the same on every machine. Parts are length-prefixed, so ('ab','c') and ('a','bc')
 * differ. Choose the type at the call: `derivedId<TermId>('term', contract, String(number))`.
 */
export function derivedId<T extends Id<string> = Id<string>>(namespaceName: string, ...parts: readonly string[]): T {
  const name = [namespaceName, ...parts].map((part) => `${part.length}:${part}`).join('');
  return v5(Buffer.from(name), PERENNIAL) as T;
}

/** The id a thing gets from its first reference (protocol.md, Identity). Only the contracts service computes it. */
export function sourceRefId<T extends Id<string> = Id<string>>(ref: SourceRef): T {
  return derivedId<T>(ref.kind, ref.system, ref.sourceId);
}

/**
 * A fresh UUIDv7 for what is not derived. Randomness and wall clock enter here, so pure functions receive its result.
 */
export function newId<T extends Id<string> = Id<string>>(): T {
  return v7() as T;
}

/** Whether `text` is a UUID of RFC 9562, in any case. */
export function isUuid(text: string): boolean {
  return validate(text);
}

/** Brands a UUID as an id, in lower case. Throws BAD_ID for any other text. */
export function toId<T extends Id<string>>(text: string): T {
  if (!isUuid(text)) throw new DomainError('BAD_ID', 'an id is a UUID');
  return text.toLowerCase() as T;
}
