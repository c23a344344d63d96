import type { MessageId } from '@perennial/kernel/ids';
import type { ProviderResult } from '../provider/provider.js';

/** What became known of a call whose answer was lost. */
export interface CallReport {
  readonly messageId: MessageId;
  /** The key of the very call; null for what only names the message, such as a link in it that was followed. */
  readonly key: string | null;
  readonly arrived: boolean;
  /** Codes, without personal data. */
  readonly detail: string;
  /** There is no such address. */
  readonly dead: boolean;
}

/**
 * Pure: the answer that a call would have had. What the provider took and could not bring to its addressee another
 * provider may bring, unless the address is dead.
 */
export function resultOf({ arrived, detail, dead }: Pick<CallReport, 'arrived' | 'detail' | 'dead'>): ProviderResult {
  if (arrived) return { kind: 'accepted', providerMessageId: '', note: 'REPORTED' };
  return { kind: 'refused', reason: detail === '' ? 'NOT_DELIVERED' : detail, about: dead ? 'ADDRESS' : 'PROVIDER' };
}

/** Pure: the report that decides of each call; that it arrived is believed before that it did not. */
export function decidingReports(reports: readonly CallReport[]): ReadonlyMap<MessageId, CallReport> {
  const deciding = new Map<MessageId, CallReport>();
  for (const report of reports) {
    const before = deciding.get(report.messageId);
    if (!before || (report.arrived && !before.arrived)) deciding.set(report.messageId, report);
  }
  return deciding;
}
