import { violation, type FieldViolation } from '@perennial/kernel/violation';
import {
  Channel,
  contractStatusFromJSON,
  OwnerRole,
  ownerRoleFromJSON,
  Tier,
  tierFromJSON,
} from '@perennial/proto/gen/perennial/types/v1/types';
import type { CsvKind } from './csv-columns.js';
import type { ImportRecord } from './import-record.js';

export type CsvRow = Readonly<Record<string, string | undefined>>;

/** Reads one row as the record it stands for; cells that are not of their column's type come back as violations. */
export class CsvRecord {
  readonly violations: FieldViolation[] = [];
  readonly record: ImportRecord;

  constructor(
    kind: CsvKind,
    private readonly system: string,
    private readonly row: CsvRow,
  ) {
    const readers = {
      owners: () => this.#owner(),
      customers: () => this.#customer(),
      contacts: () => this.#contact(),
      contracts: () => this.#contract(),
    };
    this.record = readers[kind]();
  }

  #owner(): ImportRecord {
    const role = this.#text('role').toUpperCase();
    return {
      kind: 'owner',
      record: {
        source: this.#source(),
        name: this.#text('name'),
        team: this.#text('team'),
        email: this.#text('email'),
        phone: this.#text('phone'),
        addresses: this.#addresses(),
        manager: this.#text('manager'),
        role: role === '' ? OwnerRole.OWNER_ROLE_UNSPECIFIED : ownerRoleFromJSON(`OWNER_ROLE_${role}`),
        zone: this.#text('zone'),
        locale: this.#text('locale'),
        left: this.#boolean('left', false),
      },
    };
  }

  #customer(): ImportRecord {
    const override = this.#text('tier_override').toUpperCase();
    return {
      kind: 'customer',
      record: {
        source: this.#source(),
        name: this.#text('name'),
        country: this.#text('country'),
        zone: this.#text('zone'),
        locale: this.#text('locale'),
        since: this.#text('since'),
        owner: this.#text('owner'),
        tierOverride: override === '' ? Tier.TIER_UNSPECIFIED : tierFromJSON(`TIER_${override}`),
      },
    };
  }

  #contact(): ImportRecord {
    const roles = this.#text('roles')
      .split(';')
      .map((role) => role.trim())
      .filter((role) => role !== '');
    return {
      kind: 'contact',
      record: {
        source: this.#source(),
        customer: this.#text('customer'),
        name: this.#text('name'),
        email: this.#text('email'),
        phone: this.#text('phone'),
        addresses: this.#addresses(),
        roles,
        zone: this.#text('zone'),
        locale: this.#text('locale'),
        active: this.#boolean('active', true),
      },
    };
  }

  #contract(): ImportRecord {
    return {
      kind: 'contract',
      record: {
        source: this.#source(),
        customer: this.#text('customer'),
        product: this.#text('product'),
        productType: this.#text('product_type'),
        periodMonths: Number(this.#integer('period_months', '0')),
        originalStart: this.#text('original_start'),
        termStart: this.#text('term_start'),
        termLastDay: this.#text('term_last_day'),
        zone: this.#text('zone'),
        amount: this.#text('amount'),
        currency: this.#text('currency'),
        autoRenew: this.#boolean('auto_renew', false),
        seats: Number(this.#integer('seats', '0')),
        status: contractStatusFromJSON(`CONTRACT_STATUS_${this.#text('status').toUpperCase()}`),
        endedOn: this.#text('ended_on'),
      },
    };
  }

  #source() {
    return { system: this.system, id: this.#text('source_id'), version: this.#integer('version', '1') };
  }

  #addresses() {
    const wecom = this.#text('wecom');
    return wecom === '' ? [] : [{ channel: Channel.CHANNEL_WECOM, address: wecom }];
  }

  #text(column: string): string {
    return this.row[column] ?? '';
  }

  #integer(column: string, fallback: string): bigint {
    const text = this.#text(column) || fallback;
    if (/^-?\d{1,15}$/.test(text)) return BigInt(text);
    this.violations.push(violation(column, 'not_a_number', `${column} is a whole number`));
    return 0n;
  }

  #boolean(column: string, fallback: boolean): boolean {
    const text = this.#text(column).toLowerCase();
    if (text === '') return fallback;
    if (text !== 'true' && text !== 'false')
      this.violations.push(violation(column, 'not_a_boolean', `${column} is true or false`));
    return text === 'true';
  }
}
