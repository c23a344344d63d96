import { err, ok, type Result } from '@perennial/kernel/result';

const USER_ID = /^[a-z0-9][a-z0-9_.@-]{0,63}$/i;
const RULE = 'a WeCom user id has 1 to 64 letters, digits or _ - @ . and begins with a letter or digit';

/** Normalises the user id of a colleague in WeCom (企业微信): letters, digits and `_-@.` without case, 64 at most. */
export function normaliseWecomUserId(text: string): Result<string, string> {
  const read = normaliseExternalUserId(text);
  return read.ok ? ok(read.value.toLowerCase()) : read;
}

/** The same of a customer (external_userid), whose letters stand for bits: in another case it is somebody else. */
export function normaliseExternalUserId(text: string): Result<string, string> {
  const clean = text.trim();
  return /\p{Cc}/u.test(text) || !USER_ID.test(clean) ? err(RULE) : ok(clean);
}

/** What is kept of a user: the id, and behind a blank the writer where one is named. No id has a blank. */
export function wecomAddress(userId: string, writer: string | null): string {
  return writer === null ? userId : `${userId} ${writer}`;
}

/** @returns the id by which the address is found, and the colleague who may write to it; empty: nobody is named. */
export function readWecomAddress(address: string): { readonly userId: string; readonly writer: string } {
  const [userId = '', writer = ''] = address.split(' ');
  return { userId, writer };
}
