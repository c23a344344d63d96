import { addMs, type Instant } from '@perennial/kernel/instant';
import type { ChannelName } from '../channel/channel.js';
import type { EvidenceKind, NewEvidence } from './evidence.js';
import { gradeOf } from './grade.js';
import type { NamedReport } from './named-report.js';
import { nextTry, type UnknownReport } from './unknown-report.js';

/** A provider's report as evidence of its message; nothing for one that nobody knows. */
export function newEvidence(provider: string, { report, namedBy, named, message }: NamedReport): NewEvidence[] {
  if (!message) return [];
  const { reportId, evidence, detail, happenedAt, closesAddress, userAgent } = report;
  return [
    {
      message,
      provider,
      reportId,
      key: namedBy === 'KEY' ? named : null,
      kind: evidence.toUpperCase() as EvidenceKind,
      grade: gradeOf({ evidence, channel: message.channel, closesAddress, userAgent }),
      answer: null,
      detail,
      happenedAt,
      closesAddress,
    },
  ];
}

export function unknownReport(
  { name, channel }: { readonly name: string; readonly channel: ChannelName },
  { report, namedBy, named }: NamedReport,
  now: Instant,
): UnknownReport {
  const { reportId, evidence, closesAddress, detail, happenedAt } = report;
  return {
    provider: name,
    reportId,
    channel,
    namedBy,
    named: named,
    kind: evidence,
    closesAddress,
    detail,
    happenedAt,
    heardAt: now,
    tries: 0,
    nextTryAt: nextTry({ namedBy, tries: 0, heardAt: now }, now) ?? addMs(now, 0),
  };
}
