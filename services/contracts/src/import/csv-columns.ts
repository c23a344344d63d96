import { DomainError, violation, type FieldViolation } from '@perennial/kernel/violation';

export const CSV_KINDS = ['owners', 'customers', 'contacts', 'contracts'] as const;
export type CsvKind = (typeof CSV_KINDS)[number];

interface Columns {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/** Columns have the names of the proto's fields; `roles` are separated by `;`. */
export const CSV_COLUMNS: Readonly<Record<CsvKind, Columns>> = {
  owners: {
    required: ['source_id', 'name', 'team'],
    optional: ['version', 'email', 'phone', 'wecom', 'manager', 'role', 'zone', 'locale', 'left'],
  },
  customers: {
    required: ['source_id', 'name', 'country', 'since'],
    optional: ['version', 'zone', 'locale', 'owner', 'tier_override'],
  },
  contacts: {
    required: ['source_id', 'customer', 'name', 'email'],
    optional: ['version', 'phone', 'wecom', 'roles', 'zone', 'locale', 'active'],
  },
  contracts: {
    required: [
      'source_id',
      'customer',
      'product',
      'product_type',
      'period_months',
      'original_start',
      'amount',
      'currency',
      'status',
    ],
    optional: ['version', 'term_start', 'term_last_day', 'zone', 'auto_renew', 'seats', 'ended_on'],
  },
};

/**
 * The column names of a header row, in its order. @throws DomainError INVALID_CSV naming what is missing, unknown or
 * doubled
 */
export function readHeader(kind: CsvKind, header: readonly string[]): string[] {
  const names = header.map((name) => name.trim());
  const { required, optional } = CSV_COLUMNS[kind];
  const known = new Set([...required, ...optional]);
  const broken: FieldViolation[] = [
    ...required
      .filter((name) => !names.includes(name))
      .map((name) => violation(name, 'missing_column', `the column ${name} is missing`)),
    ...names
      .filter((name) => !known.has(name))
      .map((name) => violation(name.slice(0, 60), 'unknown_column', `${kind} have no such column`)),
    ...names
      .filter((name, index) => names.indexOf(name) !== index)
      .map((name) => violation(name.slice(0, 60), 'duplicate_column', 'the column stands twice')),
  ];
  if (broken.length > 0) throw invalidCsv(broken);
  return names;
}

export function invalidCsv(violations: readonly FieldViolation[]): DomainError {
  return new DomainError('INVALID_CSV', violations.map(({ field, message }) => `${field}: ${message}`).join('; '), {
    violations,
  });
}
