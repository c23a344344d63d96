import { violation, type FieldViolation } from '@perennial/kernel/violation';
import { Channel, type SourceRef } from '@perennial/proto/gen/perennial/types/v1/types';
import type { ChannelAddress } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';

export type CsvRow = Readonly<Record<string, string | undefined>>;

/** The cells of one row by column; those that are not of their column's type are noted as violations. */
export class CsvCells {
  readonly violations: FieldViolation[] = [];

  constructor(
    private readonly system: string,
    private readonly row: CsvRow,
  ) {}

  source(): SourceRef {
    return { system: this.system, id: this.text('source_id'), version: this.integer('version', '1') };
  }

  text(column: string): string {
    return this.row[column] ?? '';
  }

  /** The value of a proto enum; its UNSPECIFIED for an empty cell. */
  enum<E>(column: string, prefix: string, fromJson: (value: unknown) => E): E {
    return fromJson(`${prefix}${this.text(column).toUpperCase() || 'UNSPECIFIED'}`);
  }

  /** Entries separated by `;`. */
  list(column: string): string[] {
    const entries = this.text(column).split(';');
    return entries.map((entry) => entry.trim()).filter((entry) => entry !== '');
  }

  addresses(): ChannelAddress[] {
    const wecom = this.text('wecom');
    return wecom === '' ? [] : [{ channel: Channel.CHANNEL_WECOM, address: wecom }];
  }

  integer(column: string, fallback: string): bigint {
    const text = this.text(column) || fallback;
    if (/^-?\d{1,15}$/.test(text)) return BigInt(text);
    this.violations.push(violation(column, 'not_a_number', `${column} is a whole number`));
    return 0n;
  }

  boolean(column: string, fallback: boolean): boolean {
    const text = this.text(column).toLowerCase();
    if (text === '') return fallback;
    if (text !== 'true' && text !== 'false')
      this.violations.push(violation(column, 'not_a_boolean', `${column} is true or false`));
    return text === 'true';
  }
}
