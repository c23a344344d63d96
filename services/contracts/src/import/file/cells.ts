import { currencyExponent } from '@perennial/kernel/currency';
import { parseLocalDate } from '@perennial/kernel/local-date';
import type { FieldRule } from '@perennial/kernel/field-rules';
import { violation, type FieldViolation } from '@perennial/kernel/violation';
import { Channel, type SourceRef } from '@perennial/proto/gen/perennial/types/v1/types';
import type { ChannelAddress } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import type { Cell } from './file-row.js';
import { dateIn, DAYS_TO_1904, decimalIn, PROFILES, type Profile } from './profile.js';

export type NamedCells = Readonly<Record<string, Cell | undefined>>;

/** A decimal number as everybody reads it. */
const PLAIN = /^-?\d+(\.\d+)?$/;
/** What may be thousands as well: 1.200. */
const GROUPED = /^-?\d{1,3}\.\d{3}$/;

/** The cells of one row by column; those that are not of their column's type are noted as violations. */
export class Cells {
  readonly violations: FieldViolation[] = [];

  constructor(
    private readonly system: string,
    private readonly row: NamedCells,
    private readonly profile: Profile | undefined,
    private readonly from1904 = false,
  ) {}

  /** Of a row that states no version the first; `hasVersion` tells. */
  source(): SourceRef {
    return { system: this.system, id: this.text('source_id'), version: this.integer('version', '1') };
  }

  get hasVersion(): boolean {
    return this.text('version').trim() !== '';
  }

  text(column: string): string {
    return String(this.row[column] ?? '');
  }

  /**
   * A date; as the profile writes it where one is declared. What else it may be is never guessed. A day number of a
   * workbook that counts from 1904 is told, and read, as that of the 1900 system.
   */
  date(column: string): string {
    const cell = this.row[column];
    const days = this.from1904 && typeof cell === 'number' ? cell + DAYS_TO_1904 : undefined;
    const text = days === undefined ? this.text(column).trim() : String(days);
    if (text === '' || parseLocalDate(text).ok) return text;
    return this.#asProfiled(column, 'not_a_date', text, 'a date is written 2023-08-01', dateIn);
  }

  /**
   * An amount of money; as the profile writes it where one is declared. Without one 1.200 is refused, unless the row's
   * currency has three decimals: it may be twelve hundred.
   */
  amount(column: string): string {
    const text = this.text(column).trim();
    if (text === '' || typeof this.row[column] === 'number') return text;
    const plain = PLAIN.test(text) && !(GROUPED.test(text) && (currencyExponent(this.text('currency')) ?? 3) < 3);
    if (this.profile === undefined && plain) return text;
    return this.#asProfiled(column, 'not_a_number', text, 'a number is written 1200.00', decimalIn);
  }

  /** The value of a proto enum; its UNSPECIFIED for an empty cell. */
  enum<E>(column: string, prefix: string, fromJson: (value: unknown) => E): E {
    return fromJson(`${prefix}${this.text(column).trim().toUpperCase() || 'UNSPECIFIED'}`);
  }

  /** Entries separated by `;`. */
  list(column: string): string[] {
    const entries = this.text(column).split(';');
    return entries.map((entry) => entry.trim()).filter((entry) => entry !== '');
  }

  addresses(): ChannelAddress[] {
    const [address, writer] = [this.text('wecom'), this.text('wecom_writer')];
    return address === '' && writer === '' ? [] : [{ channel: Channel.CHANNEL_WECOM, address, writer }];
  }

  /** Up to 18 digits: versions counted in microseconds have 16. */
  integer(column: string, fallback: string): bigint {
    const text = this.text(column).trim() || fallback;
    if (/^-?\d{1,18}$/.test(text)) return BigInt(text);
    this.violations.push(violation(column, 'not_a_number', `${column} is a whole number of at most 18 digits`));
    return 0n;
  }

  boolean(column: string, fallback: boolean): boolean {
    const text = this.text(column).trim().toLowerCase();
    if (text === '') return fallback;
    if (text !== 'true' && text !== 'false')
      this.violations.push(violation(column, 'not_a_boolean', `${column} is true or false`));
    return text === 'true';
  }

  #asProfiled(
    column: string,
    rule: FieldRule,
    text: string,
    expected: string,
    read: (profile: Profile, text: string) => string | undefined,
  ): string {
    const value = this.profile && read(this.profile, text);
    if (value !== undefined) return value;
    const others = PROFILES.flatMap((profile) => {
      const taken = profile === this.profile ? undefined : read(profile, text);
      return taken === undefined ? [] : [`${profile.name} (${taken})`];
    });
    const declared = this.profile ? `, or as ${this.profile.name} does` : '';
    const hint = others.length > 0 ? `; the profile that would take it: ${others.join(' or ')}` : '';
    this.violations.push(violation(column, rule, `read "${text.slice(0, 60)}": ${expected}${declared}${hint}`));
    return text;
  }
}
