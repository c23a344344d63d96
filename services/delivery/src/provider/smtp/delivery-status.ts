import { contentType, decodedBody, headerOf, partsOf, readHeaders, readPart, type MimePart } from './mime-part.js';

/** What a mail system says became of a mail (RFC 3464). */
export interface DeliveryStatus {
  readonly action: 'failed' | 'delivered' | 'delayed';
  /** RFC 3463, such as 5.1.1; empty where none is told. */
  readonly status: string;
  /** There is no such mailbox, and there will be none. */
  readonly dead: boolean;
}

export type ReturnedMail =
  | { readonly kind: 'status'; readonly status: DeliveryStatus; readonly recipients: readonly string[] }
  /** No delivery status: an answer by a person or a machine, or a returned return. */
  | { readonly kind: 'none'; readonly reason: string };

/** Who was asked for, in the order of belief: what the mail system wrote on top, then what the sender wrote. */
const RECIPIENTS = ['x-original-to', 'delivered-to', 'to'];
const ADDRESS = /[^\s<>,;:"()]+@[^\s<>,;:"()]+/g;

/** Reads a mail that came to a bounce address. Anything but a delivery status says nothing: it may be any mail. */
export function readReturnedMail(raw: Uint8Array): ReturnedMail {
  const mail = readPart(Buffer.from(raw).toString('latin1'));
  const { type, parameter } = contentType(mail.headers);
  if (type !== 'multipart/report' || parameter('report-type').toLowerCase() !== 'delivery-status')
    return { kind: 'none', reason: isAutomatic(mail) ? 'an automatic answer' : 'no report of a mail system' };
  const parts = partsOf(mail);
  const told = parts.find((part) => contentType(part.headers).type === 'message/delivery-status');
  const status = told && readStatus(decodedBody(told));
  if (!status) return { kind: 'none', reason: 'a report without a readable status' };
  if (parts.some(isReturnedReturn)) return { kind: 'none', reason: 'the return of a return' };
  return { kind: 'status', status, recipients: recipientsOf(mail) };
}

function recipientsOf({ headers }: MimePart): string[] {
  return RECIPIENTS.flatMap((name) =>
    headers.filter(([known]) => known === name).flatMap(([, value]) => value.match(ADDRESS) ?? []),
  ).slice(0, 20);
}

/** RFC 3834: what a machine wrote says so. */
function isAutomatic({ headers }: MimePart): boolean {
  const submitted = headerOf(headers, 'auto-submitted').toLowerCase();
  return submitted !== '' && submitted !== 'no';
}

/** What was returned is itself a report: of our mails none is. */
function isReturnedReturn(part: MimePart): boolean {
  const { type } = contentType(part.headers);
  if (type !== 'message/rfc822' && type !== 'text/rfc822-headers') return false;
  const returned = readPart(decodedBody(part));
  return contentType(returned.headers).type === 'multipart/report';
}

/**
 * Behind the fields of the whole mail stands a group for each recipient. An alias may have stood for several: the mail
 * failed only where it failed for all of them, and the address is dead only where each is.
 */
function readStatus(text: string): DeliveryStatus | undefined {
  const groups = text
    .split(/\r?\n[ \t]*\r?\n/)
    .map(readHeaders)
    .filter((fields) => headerOf(fields, 'action') !== '' && headerOf(fields, 'final-recipient') !== '')
    .flatMap((fields): Pick<DeliveryStatus, 'action' | 'status'>[] => {
      const action = headerOf(fields, 'action').toLowerCase().split(/\s/)[0];
      const [status = ''] = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(headerOf(fields, 'status')) ?? [];
      return action === 'failed' || action === 'delivered' || action === 'delayed' ? [{ action, status }] : [];
    });
  const [first] = groups;
  if (!first) return undefined;
  const failed = groups.every(({ action }) => action === 'failed');
  const other =
    groups.find(({ action }) => action === 'delivered') ?? groups.find(({ action }) => action === 'delayed');
  return {
    ...(failed ? first : (other ?? first)),
    dead: failed && groups.every(({ status }) => isDead(status)),
  };
}

/**
 * 5.1.x speaks of the address (but for the sender's, 5.1.7 and 5.1.8), 5.2.1 of a mailbox that is shut. A full mailbox,
 * a policy (5.7.x), a content that is not liked: tomorrow's mail may arrive. 4.x.x is a failure whose cause may pass.
 */
function isDead(status: string): boolean {
  return (status.startsWith('5.1.') && status !== '5.1.7' && status !== '5.1.8') || status === '5.2.1';
}
