import { instant, type Instant } from '@perennial/kernel/instant';
import { DomainError, violation } from '@perennial/kernel/violation';
import { isUuid } from '@perennial/kernel/ids';

/** The last row of a page: reminders are listed by due instant and id. */
export interface PageKey {
  readonly dueAt: Instant;
  readonly reminderId: string;
}

/** Opaque text of a page's last row. */
export function pageToken({ dueAt, reminderId }: PageKey): string {
  return Buffer.from(`${dueAt}|${reminderId}`, 'utf8').toString('base64url');
}

/** Reads a token of ours; null for the first page. Throws INVALID_REQUEST for anything else. */
export function readPageToken(token: string): PageKey | null {
  if (token === '') return null;
  const [due = '', id = ''] = token.length > 200 ? [] : Buffer.from(token, 'base64url').toString('utf8').split('|');
  if (!/^-?\d{1,15}$/.test(due) || !isUuid(id)) {
    throw new DomainError('INVALID_REQUEST', 'bad page token', {
      violations: [violation('page_token', 'not_a_token', 'must be a next_page_token of this call')],
    });
  }
  return { dueAt: instant(Number(due)), reminderId: id };
}
