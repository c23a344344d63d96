import { domainToASCII } from 'node:url';
import { err, ok, type Result } from '@perennial/kernel/result';

const LOCAL = /^[^\s"(),:;<>@[\\\]\p{C}\ufffd]{1,64}$/u;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const RULE = 'an email address is local@domain without quotes, comments or spaces, at most 254 characters';

/**
 * Normalises an email address (protocol.md, Identity): NFC, trimmed, lower case, domain as A-labels. Line breaks and
 * other control characters are refused before anything is trimmed: an address becomes a mail header.
 */
export function normaliseEmail(text: string): Result<string, string> {
  if (/\p{Cc}/u.test(text)) return err('an email address has no line breaks or control characters');
  const clean = text.normalize('NFC').trim().toLowerCase();
  const at = clean.lastIndexOf('@');
  const [local, domain] = [clean.slice(0, Math.max(at, 0)), domainToASCII(clean.slice(at + 1))];
  const labels = domain.split('.');
  const dotted = local.startsWith('.') || local.endsWith('.') || local.includes('..');
  const named = labels.length >= 2 && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(labels.at(-1) ?? '');
  if (at < 1 || !LOCAL.test(local) || dotted || !named || `${local}@${domain}`.length > 254) return err(RULE);
  return ok(`${local}@${domain}`);
}
