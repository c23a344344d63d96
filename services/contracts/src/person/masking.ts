import { primaryAddress, type Addresses } from './person.js';

/**
 * The primary address for people who need not know it: an email keeps its first letter and its domain, any other its
 * last two characters.
 */
export function maskedAddress(addresses: Addresses): string {
  const primary = primaryAddress(addresses);
  if (!primary) return '';
  const { kind, address } = primary;
  if (kind !== 'email') return `${'*'.repeat(Math.max(address.length - 2, 0))}${address.slice(-2)}`;
  const at = address.lastIndexOf('@');
  return `${[...address][0] ?? ''}***${address.slice(at)}`;
}
