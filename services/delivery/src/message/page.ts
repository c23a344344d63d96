import type { FieldRule } from '@perennial/kernel/field-rules';
import { isUuid } from '@perennial/kernel/ids';
import { DomainError, violation } from '@perennial/kernel/violation';

const MOST = 500;
const DEFAULT = 50;

/** Size of a page: 1 to 500, 0 means 50. @throws DomainError INVALID_REQUEST */
export function pageSize(asked: number): number {
  if (asked === 0) return DEFAULT;
  if (asked < 1 || asked > MOST) throw invalid('page_size', 'out_of_range', `a page has 1 to ${MOST} entries`);
  return asked;
}

/** The id in an opaque page token; null for the first page. @throws DomainError INVALID_REQUEST */
export function readPageToken(token: string): string | null {
  if (token === '') return null;
  const id = token.length <= 64 ? Buffer.from(token, 'base64url').toString('utf8') : '';
  if (!isUuid(id)) throw invalid('page_token', 'not_a_token', 'not a token of ours');
  return id;
}

export function writePageToken(lastId: string): string {
  return Buffer.from(lastId, 'utf8').toString('base64url');
}

/** An id of a request, or null where it is left out. @throws DomainError INVALID_REQUEST */
export function optionalId(field: string, text: string): string | null {
  if (text === '') return null;
  if (!isUuid(text))
    throw new DomainError('INVALID_REQUEST', `${field} is not a UUID`, {
      violations: [violation(field, 'not_an_id', 'must be a UUID')],
    });
  return text.toLowerCase();
}

function invalid(field: string, rule: FieldRule, message: string): DomainError {
  return new DomainError('INVALID_REQUEST', `${field}: ${message}`, { violations: [violation(field, rule, message)] });
}
