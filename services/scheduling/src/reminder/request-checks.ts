import { isUuid } from '@perennial/kernel/ids';
import { DomainError, violation } from '@perennial/kernel/violation';

/** An id of a request in lower case, null where it is empty. Throws INVALID_REQUEST naming the field. */
export function optionalId(field: string, text: string): string | null {
  if (text === '') return null;
  if (!isUuid(text))
    throw new DomainError('INVALID_REQUEST', `${field} is not an id`, {
      violations: [violation(field, 'not_an_id', 'an id is a UUID')],
    });
  return text.toLowerCase();
}

/** The same for an id that must be there. */
export function requiredId(field: string, text: string): string {
  const id = optionalId(field, text);
  if (id === null)
    throw new DomainError('INVALID_REQUEST', `${field} is required`, {
      violations: [violation(field, 'required', 'an id is required')],
    });
  return id;
}

/** 1 to 500, 50 where it is 0. Throws INVALID_REQUEST. */
export function pageSizeOf(size: number): number {
  if (size < 0 || size > 500) {
    throw new DomainError('INVALID_REQUEST', 'bad page size', {
      violations: [violation('page_size', 'out_of_range', 'a page has 1 to 500 rows; 0 asks for 50')],
    });
  }
  return size === 0 ? 50 : size;
}
