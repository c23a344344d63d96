import { createHash } from 'node:crypto';
import { instant, type Instant } from '@perennial/kernel/instant';
import type { ReportedEvidence } from '../callback.js';

/** Where our key stands in what SES reports. */
export const KEY_TAG = 'perennial-key';
export const KEY_HEADER = 'Perennial-Key';

/** A tag takes letters, digits, - and _ only, and the key has a dot before its revision. */
export function tagOf(idempotencyKey: string): string {
  return idempotencyKey.replaceAll('.', '_');
}

type Fields = Readonly<Record<string, unknown>>;
type Told = Pick<ReportedEvidence, 'evidence' | 'detail' | 'closesAddress'> & {
  /** The object of the event that says when it happened. */
  readonly about: Fields;
  readonly userAgent?: string;
};

/** An event of SES as evidence; nothing for what says nothing new: that it was taken, or that it takes longer. */
export function sesEvidence(event: Fields): ReportedEvidence[] {
  const mail = fields(event['mail']);
  const providerMessageId = text(mail['messageId']);
  const told = toldBy(event, mail);
  if (providerMessageId === '' || !told) return [];
  const { about, userAgent, ...evidence } = told;
  const agent = userAgent === undefined ? [] : [createHash('sha256').update(userAgent).digest('hex').slice(0, 16)];
  const key = keyOf(mail);
  return [
    {
      ...evidence,
      // Opening twice with one program says no more than once.
      reportId: [providerMessageId, evidence.evidence, ...agent].join(' '),
      message: key === undefined ? { providerMessageId } : { idempotencyKey: key },
      happenedAt: at(about['timestamp']),
      ...(userAgent !== undefined && { userAgent }),
    },
  ];
}

function toldBy(event: Fields, mail: Fields): Told | undefined {
  const type = text(event['eventType']) || text(event['notificationType']);
  switch (type) {
    case 'Delivery':
      return { about: fields(event['delivery']), evidence: 'delivered', detail: type, closesAddress: false };
    case 'Bounce':
      return bounced(fields(event['bounce']), mail);
    case 'Complaint': {
      const about = fields(event['complaint']);
      // Somebody took it out of his spam folder.
      if (about['complaintFeedbackType'] === 'not-spam') return undefined;
      const detail = `${type} ${text(about['complaintSubType']) || text(about['complaintFeedbackType'])}`.trim();
      return { about, evidence: 'complained', detail, closesAddress: true };
    }
    case 'Reject':
    case 'Rendering Failure':
      return { about: fields(event['reject']), evidence: 'bounced', detail: type, closesAddress: false };
    case 'Open':
    case 'Click': {
      const about = fields(event[type.toLowerCase()]);
      const userAgent = text(about['userAgent']);
      return {
        about,
        evidence: type === 'Open' ? 'opened' : 'clicked',
        detail: type,
        closesAddress: false,
        ...(userAgent !== '' && { userAgent }),
      };
    }
    default:
      return undefined;
  }
}

/**
 * Permanent: nothing will ever arrive there, or SES holds it to be so. Transient and Undetermined: this mail did not
 * arrive. A general transient one without a status of its recipient is an automatic answer, such as of somebody away:
 * that mail arrived.
 */
function bounced(about: Fields, mail: Fields): Told | undefined {
  const [type, subType] = [text(about['bounceType']), text(about['bounceSubType'])];
  const recipients = list(about['bouncedRecipients']).map(fields);
  const failed = recipients.some((one) => text(one['status']) !== '' || text(one['action']) !== '');
  if (type === 'Transient' && subType === 'General' && !failed) return undefined;
  // A mail that was sent on comes back from an address that nobody wrote to.
  const [destination = ''] = list(mail['destination']).map((one) => text(one).toLowerCase());
  const own = recipients.some((one) => text(one['emailAddress']).toLowerCase().includes(destination));
  return {
    about,
    evidence: 'bounced',
    detail: `${type} ${subType}`.trim(),
    closesAddress: type === 'Permanent' && own,
  };
}

/** By its tag, which comes with the events of a configuration set, else by its header, which feedback can bring. */
function keyOf(mail: Fields): string | undefined {
  const [tag = ''] = list(fields(mail['tags'])[KEY_TAG]).map(text);
  if (tag !== '') return tag.replaceAll('_', '.');
  const header = list(mail['headers'])
    .map(fields)
    .find((one) => text(one['name']).toLowerCase() === KEY_HEADER.toLowerCase());
  return text(header?.['value']) || undefined;
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 1_000) : '';
}

function at(value: unknown): Instant | null {
  const ms = Date.parse(text(value));
  return Number.isNaN(ms) ? null : instant(ms);
}
