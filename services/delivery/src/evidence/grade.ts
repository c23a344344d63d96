import type { ChannelName, Evidence } from '../channel/channel.js';
import type { EvidenceGrade } from './evidence.js';
import { isMachineAgent } from './machine.js';

/** What is known of something that was opened or clicked. */
export interface Sighting {
  readonly evidence: Evidence;
  readonly channel: ChannelName;
  /** The address is dead or wants nothing any more: its server or its owner is sure. */
  readonly closesAddress: boolean;
  /** What the program that asked says it is; undefined where the provider does not tell. */
  readonly userAgent: string | undefined;
}

/**
 * How much a provider's report says (ADR 0035 has the table).
 * - `delivered`: a server or a handset says so for sure, and that nobody has looked is said by the kind.
 * - `opened`: mail is opened by proxies that fetch pictures ahead, so of a mail it is weak unless the program that did
 *   is named and is none of them. Where no pictures are fetched (a read receipt of a text message or a chat), it is
 *   medium: a person had it before his eyes, or his telephone says so for him.
 * - `clicked`: scanners follow links, more than one of them with the name of a browser: weak unless a program is named
 *   that is no known machine, and never more than medium. A page of ours knows more (visit.ts).
 * - `answered`, `complained`: only a person does.
 * - `bounced`: strong where the address is said to be dead, else medium: the message did not arrive, why may pass.
 */
export function gradeOf(sighting: Sighting): EvidenceGrade {
  const { evidence, channel, closesAddress, userAgent } = sighting;
  switch (evidence) {
    case 'delivered':
      return 'MEDIUM';
    case 'opened':
      if (channel !== 'EMAIL') return 'MEDIUM';
      return isNamedPerson(userAgent) ? 'MEDIUM' : 'WEAK';
    case 'clicked':
      return isNamedPerson(userAgent) ? 'MEDIUM' : 'WEAK';
    case 'bounced':
      return closesAddress ? 'STRONG' : 'MEDIUM';
    case 'answered':
    case 'complained':
      return 'STRONG';
  }
}

function isNamedPerson(userAgent: string | undefined): boolean {
  return userAgent !== undefined && !isMachineAgent(userAgent);
}
