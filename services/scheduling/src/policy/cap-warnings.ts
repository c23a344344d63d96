import { formatNode } from '@perennial/calendar/node';
import { DEFAULT_CAPS } from '../cap/send-cap.js';
import { TASK } from '../channel/channel.js';
import type { PolicyDocument, PolicyStep } from './policy.js';

/**
 * Pure: what a document does that is allowed and perhaps not meant. Steps of one contract that alone exceed the cap:
 * the farther ones are kept back for the nearer, and those that have no opening left are lost (protocol.md, Who decides
 * what). Last steps and legal notices go above it.
 */
export function capWarnings({ steps }: PolicyDocument): string[] {
  const { messages, days } = DEFAULT_CAPS.CUSTOMER;
  const toCustomer = steps.filter(
    ({ audience, legal, tracks }) => audience === 'CUSTOMER' && !legal && !tracks.every(isByPeopleAlone),
  );
  const nodes = [...new Set(toCustomer.map(({ node }) => node))].sort((a, b) => b - a);
  const exempt = [Math.min(...nodes.filter((node) => node >= 0)), Math.min(...nodes)];
  const counted = nodes.filter((node) => !exempt.includes(node));
  const sent: number[] = [];
  return counted.flatMap((node) => {
    const before = sent.filter((of) => of - node < days).length;
    const nearer = counted.filter((of) => of < node && Math.abs(of) < Math.abs(node) && node - of < days).length;
    if (before + 1 + nearer <= messages) {
      sent.push(node);
      return [];
    }
    return [
      `${formatNode(node)}: with ${before + nearer} other steps within ${days} days the cap of ${messages} messages will hold or skip it`,
    ];
  });
}

/** Calls by people do not count. */
function isByPeopleAlone(rungs: PolicyStep['tracks'][number]): boolean {
  return rungs.every(({ channel }) => channel === TASK);
}
