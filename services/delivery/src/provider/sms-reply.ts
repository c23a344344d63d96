import type { ReportedEvidence } from './callback.js';

/** What people answer to hear no more; T and TD are what Chinese texts ask for. */
const STOP = new Set([
  'STOP',
  'STOPALL',
  'UNSUBSCRIBE',
  'CANCEL',
  'END',
  'QUIT',
  'REVOKE',
  'OPTOUT',
  'T',
  'TD',
  'R',
  'N',
]);
const STOP_WORDS = /退订|拒收|取消订阅/;

/** Whether a reply asks for no more messages; wide letters are what Chinese keyboards write. */
export function isStop(text: string): boolean {
  const said = text.normalize('NFKC').trim().toUpperCase();
  return STOP.has(said.replaceAll(/[^\p{L}]/gu, '')) || STOP_WORDS.test(said);
}

/** A reply as evidence of the newest message to whoever wrote it. Its words stay with the provider. */
export function replyEvidence(
  reply: { readonly reportId: string; readonly from: string; readonly text: string },
  happenedAt: ReportedEvidence['happenedAt'],
): ReportedEvidence {
  const stops = isStop(reply.text);
  return {
    reportId: reply.reportId,
    message: { address: reply.from },
    evidence: stops ? 'complained' : 'answered',
    happenedAt,
    detail: stops ? 'STOP' : 'REPLY',
    closesAddress: stops,
  };
}
