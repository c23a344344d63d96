import { primaryAddress, type ContactDetails } from './contact.js';

/**
 * The primary address for people who need not know it: an email keeps its first letter and its domain, a phone its last
 * two digits.
 */
export function maskedAddress(details: ContactDetails): string {
  const primary = primaryAddress(details);
  if (!primary) return '';
  const { kind, address } = primary;
  if (kind === 'phone') return `${'*'.repeat(Math.max(address.length - 2, 0))}${address.slice(-2)}`;
  const at = address.lastIndexOf('@');
  return `${[...address][0] ?? ''}***${address.slice(at)}`;
}
