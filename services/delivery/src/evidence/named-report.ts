import type { ReportedEvidence } from '../provider/callback.js';
import type { EvidencedMessage } from './evidence.js';
import type { NamedBy } from './unknown-report.js';

/** A report with the message that it is about; null where nobody knows it. */
export interface NamedReport {
  readonly report: ReportedEvidence;
  readonly namedBy: NamedBy;
  /** What named it, without personal data: an address is there as its hash. */
  readonly named: string;
  readonly message: EvidencedMessage | null;
}
