import type { Id } from '@perennial/kernel/ids';
import type { RequestCheck } from './request-check.js';

/**
 * Which page of an owner's aggregates is told again (protocol.md, Events): by id, after this one; null from the first.
 */
export interface RestatePage<T extends Id<string> = Id<string>> {
  readonly after: T | null;
  readonly size: number;
}

/** How many aggregates a page told, and where to go on; an empty id at the end. */
export interface Restated {
  readonly restated: number;
  readonly nextAfterId: string;
}

/** Reads `after_id` and `page_size`, which every Restate asks in the same way. */
export function readRestatePage<T extends Id<string>>(
  check: RequestCheck,
  request: { readonly afterId: string; readonly pageSize: number },
): RestatePage<T> {
  return { after: check.optionalId<T>('after_id', request.afterId), size: check.pageSize(request.pageSize) };
}

/** The answer to a page whose aggregates have these ids, ascending. A page that is not full is the last one. */
export function restatedPage(ids: readonly Id<string>[], { size }: RestatePage): Restated {
  return { restated: ids.length, nextAfterId: ids.length === size ? (ids.at(-1) ?? '') : '' };
}
