import { DomainError, violation, type FieldViolation } from '@perennial/kernel/violation';
import type { ImportKind } from './import-record.js';
import { IMPORT_KINDS, kindOf } from './record-kinds.js';

/** Names of the kinds of file, as `owners`. */
export const CSV_KINDS: ReadonlyMap<string, ImportKind> = new Map(IMPORT_KINDS.map((kind) => [`${kind}s`, kind]));

/**
 * The column names of a header row, in its order. @throws DomainError INVALID_CSV naming what is missing, unknown or
 * doubled
 */
export function readHeader(kind: ImportKind, header: readonly string[]): string[] {
  const names = header.map((name) => name.trim());
  const { required, optional } = kindOf(kind).columns;
  const known = new Set([...required, ...optional]);
  const broken: FieldViolation[] = [
    ...required
      .filter((name) => !names.includes(name))
      .map((name) => violation(name, 'missing_column', `the column ${name} is missing`)),
    ...names
      .filter((name) => !known.has(name))
      .map((name) => violation(name.slice(0, 60), 'unknown_column', `${kind}s have no such column`)),
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
