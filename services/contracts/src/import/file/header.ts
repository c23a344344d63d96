import { DomainError, violation, type FieldViolation } from '@perennial/kernel/violation';
import type { ImportKind } from '../import-record.js';
import { IMPORT_KINDS, kindOf } from '../record-kinds.js';
import type { Cell } from './file-row.js';

/** Names of the kinds of file, as `owners`. */
export const FILE_KINDS: ReadonlyMap<string, ImportKind> = new Map(IMPORT_KINDS.map((kind) => [`${kind}s`, kind]));

export function columnsOf(kind: ImportKind): ReadonlySet<string> {
  const { required, optional } = kindOf(kind).columns;
  return new Set([...required, ...optional]);
}

/**
 * The column names of a header row, in its order; upper and lower case are alike, empty columns at its end are none.
 * @throws DomainError INVALID_CSV naming what is missing, unknown or doubled
 */
export function readHeader(kind: ImportKind, header: readonly Cell[]): string[] {
  const all = header.map((name) => String(name).trim().toLowerCase());
  const names = all.slice(0, all.findLastIndex((name) => name !== '') + 1);
  const { required } = kindOf(kind).columns;
  const known = columnsOf(kind);
  const broken: FieldViolation[] = [
    ...required
      .filter((name) => !names.includes(name))
      .map((name) => violation(name, 'missing_column', `the column ${name} is missing`)),
    ...names
      .map((name, index) => ({ name, field: name.slice(0, 60) || `column ${index + 1}` }))
      .filter(({ name }) => !known.has(name))
      .map(({ field }) => violation(field, 'unknown_column', `${kind}s have no such column`)),
    ...names
      .filter((name, index) => name !== '' && names.indexOf(name) !== index)
      .map((name) => violation(name.slice(0, 60), 'duplicate_column', 'the column stands twice')),
  ];
  if (broken.length > 0) throw invalidFile(broken);
  return names;
}

export function invalidFile(violations: readonly FieldViolation[]): DomainError {
  return new DomainError('INVALID_CSV', violations.map(({ field, message }) => `${field}: ${message}`).join('; '), {
    violations,
  });
}
