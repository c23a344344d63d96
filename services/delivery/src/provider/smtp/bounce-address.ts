import { createHmac, timingSafeEqual } from 'node:crypto';
import type { LinkKey } from '@perennial/service/link/signed-link';

/** Half of 24 hex digits: who guesses one has 2^48 tries before him, each of them a mail. */
const MAC_DIGITS = 12;

/**
 * The envelope sender of a mail (VERP): `bounce+<message id without dashes>.<revision>.<hmac>@domain`. What comes back
 * to it is about this very text of this very message, whatever the returned mail says. At most 64 characters before the
 * @ (RFC 5321, 4.5.3.1.1), all of which survive in lower case.
 * @param address MAIL_BOUNCE_ADDRESS. @param key `<message id>.<revision>`
 */
export function bounceAddress(address: string, keys: readonly LinkKey[], key: string): string {
  const [signer] = keys;
  if (!signer) throw new RangeError('a bounce address needs a key to be signed with');
  const { local, domain } = split(address);
  const name = key.replaceAll('-', '');
  return `${local}+${name}.${mac(signer, name)}@${domain}`;
}

/** The key of a message behind a bounce address of ours; undefined for any other, and for a forged one. */
export function keyOfBounceAddress(address: string, keys: readonly LinkKey[], recipient: string): string | undefined {
  const { local, domain } = split(address.toLowerCase());
  const given = split(recipient.trim().toLowerCase());
  if (given.domain !== domain || !given.local.startsWith(`${local}+`)) return undefined;
  const [, name = '', digits = ''] =
    /^([0-9a-f]{32}\.\d{1,5})\.([0-9a-f]{12})$/.exec(given.local.slice(local.length + 1)) ?? [];
  const signed = keys.some((key) =>
    timingSafeEqual(Buffer.from(mac(key, name)), Buffer.from(digits.padEnd(MAC_DIGITS))),
  );
  if (name === '' || !signed) return undefined;
  return name.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
}

function split(address: string): { local: string; domain: string } {
  const at = address.lastIndexOf('@');
  return { local: address.slice(0, Math.max(at, 0)), domain: address.slice(at + 1) };
}

function mac({ key }: LinkKey, name: string): string {
  return createHmac('sha256', key).update(`perennial.bounce ${name}`).digest('hex').slice(0, MAC_DIGITS);
}
