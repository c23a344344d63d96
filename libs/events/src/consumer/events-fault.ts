import { isDataError } from '@perennial/database/errors';
import { DomainError } from '@perennial/kernel/violation';
import { UndecodableEvent } from '../codec.js';

/** Only these may dead-letter an event (protocol.md, Inbox and batches): a mistake of ours pauses the group instead. */
export function isEventsFault(error: unknown): boolean {
  return error instanceof UndecodableEvent || error instanceof DomainError || isDataError(error);
}
