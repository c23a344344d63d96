import { currencyExponent } from '@perennial/kernel/currency';
import type { FieldRule } from '@perennial/kernel/field-rules';
import { isUuid, type Id } from '@perennial/kernel/ids';
import { parseInstant, type Instant } from '@perennial/kernel/instant';
import { parseLocalDate, type LocalDate } from '@perennial/kernel/local-date';
import { MAX_MINOR, type Money } from '@perennial/kernel/money';
import { DomainError, violation, type FieldViolation } from '@perennial/kernel/violation';
import type { EnumNames } from '@perennial/proto/enum-names';
import { DEFAULT_PAGE, LARGEST_PAGE, type PageKey } from './page.js';

/**
 * Reads a request field by field: what `read` returns is checked, branded and never partly so.
 *
 * @example const filter = readRequest((check) => ({ termId: check.optionalId<TermId>('term_id', request.termId) }));
 * @throws DomainError INVALID_REQUEST with every broken rule by field (docs/errors.md).
 */
export function readRequest<T>(read: (check: RequestCheck) => T): T {
  const violations: FieldViolation[] = [];
  const result = read(new RequestCheck(violations));
  if (violations.length === 0) return result;
  throw new DomainError('INVALID_REQUEST', violations.map(({ field, message }) => `${field} ${message}`).join('; '), {
    violations,
  });
}

/**
 * The rules of request fields, one each for every service. A method that finds a rule broken notes it and returns a
 * value of the right type that nobody gets to see. Messages are sentences that begin behind the field's name.
 */
export class RequestCheck {
  constructor(private readonly violations: FieldViolation[]) {}

  /** Notes a broken rule of the request's own. */
  refuse(field: string, rule: FieldRule, message: string): void {
    this.violations.push(violation(field, rule, message));
  }

  /** A UUID, in lower case. */
  id<T extends Id<string>>(field: string, text: string): T {
    if (text === '') this.refuse(field, 'required', 'is required');
    else if (!isUuid(text)) this.refuse(field, 'not_an_id', 'is a UUID');
    return text.toLowerCase() as T;
  }

  /** The same; null for the empty text. */
  optionalId<T extends Id<string>>(field: string, text: string): T | null {
    return text === '' ? null : this.id<T>(field, text);
  }

  /** At most `most` ids, in their order. */
  ids<T extends Id<string>>(field: string, texts: readonly string[], most: number): T[] {
    return this.list(field, texts, most).map((text, i) => this.id<T>(`${field}[${i}]`, text));
  }

  /** As many ids as a page has rows; null for none, which asks for all rows. */
  optionalIds<T extends Id<string>>(field: string, texts: readonly string[]): T[] | null {
    return texts.length === 0 ? null : this.ids<T>(field, texts, LARGEST_PAGE);
  }

  /** The list, cut where it is longer than `most`. */
  list<T>(field: string, list: readonly T[], most: number): readonly T[] {
    if (list.length > most) this.refuse(field, 'too_many', `has at most ${most} entries`);
    return list.slice(0, most);
  }

  /** Text of at most `most` characters, none of them a control character; not empty. */
  text(field: string, text: string, most: number): string {
    if (text === '') this.refuse(field, 'required', 'is required');
    return this.optionalText(field, text, most);
  }

  optionalText(field: string, text: string, most: number): string {
    if ([...text].length > most) this.refuse(field, 'too_long', `has at most ${most} characters`);
    else if (/\p{Cc}/u.test(text)) this.refuse(field, 'control_character', 'has no control characters');
    else if (text.includes('\ufffd')) this.refuse(field, 'encoding', 'holds U+FFFD, a character that was lost');
    return text;
  }

  /** A text of a fixed shape; `rule` says it in words: `is …`. */
  name(field: string, text: string, shape: RegExp, rule: string): string {
    if (text === '') this.refuse(field, 'required', 'is required');
    else if (!shape.test(text)) this.refuse(field, 'not_a_name', rule);
    return text;
  }

  /** YYYY-MM-DD; null for the empty text. */
  optionalDate(field: string, text: string): LocalDate | null {
    if (text === '') return null;
    const date = parseLocalDate(text);
    if (date.ok) return date.value;
    this.refuse(field, 'not_a_date', `is no date: ${date.error}`);
    return null;
  }

  /** RFC 3339; null where it is left out. */
  optionalInstant(field: string, text: string | undefined): Instant | null {
    if (text === undefined || text === '') return null;
    const at = parseInstant(text);
    if (at.ok) return at.value;
    this.refuse(field, 'not_an_instant', `is no instant: ${at.error}`);
    return null;
  }

  integer(field: string, value: number, least: number, most: number): number {
    if (!Number.isInteger(value) || value < least || value > most)
      this.refuse(field, 'out_of_range', `is a whole number from ${least} to ${most}`);
    return value;
  }

  /** More than nothing, in minor units of a currency that is in use. */
  positiveMoney(field: string, money: Money | undefined): Money {
    if (!money) {
      this.refuse(field, 'required', 'is required');
      return { currency: '', minor: 0n };
    }
    if (currencyExponent(money.currency) === undefined)
      this.refuse(`${field}.currency`, 'unknown_currency', 'is an active ISO 4217 code in capitals');
    if (money.minor < 1n || money.minor > MAX_MINOR)
      this.refuse(`${field}.minor`, 'out_of_range', `is a whole number from 1 to ${MAX_MINOR}, in minor units`);
    return { currency: money.currency, minor: money.minor };
  }

  /** The bare word of an enum's value (`OPEN`); null for UNSPECIFIED. */
  optionalEnum<W extends string, E extends string>(field: string, names: EnumNames<W, E>, value: E): W | null {
    const word = names.word(value);
    if (word === undefined) this.refuse(field, 'unknown_value', `is one of ${names.words.join(', ')}`);
    return word ?? null;
  }

  enum<W extends string, E extends string>(field: string, names: EnumNames<W, E>, value: E): W {
    const word = this.optionalEnum(field, names, value);
    if (word === null && names.word(value) === null)
      this.refuse(field, 'required', `is one of ${names.words.join(', ')}`);
    return word as W;
  }

  /** 1 to 500; 0 asks for 50. */
  pageSize(asked: number): number {
    return asked === 0 ? DEFAULT_PAGE : this.integer('page_size', asked, 1, LARGEST_PAGE);
  }

  /** The key of the last row of the page before; null for the first page. */
  pageToken<K>(key: PageKey<K>, token: string): K | null {
    const read = key.read(token);
    if (read === undefined) this.refuse('page_token', 'not_a_token', 'is a next_page_token of the same list');
    return read ?? null;
  }
}
