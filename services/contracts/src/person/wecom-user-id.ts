import { err, ok, type Result } from '@perennial/kernel/result';

const USER_ID = /^[a-z0-9][a-z0-9_.@-]{0,63}$/;

/** Normalises a user id of WeCom (企业微信), which knows no case: 1 to 64 letters, digits, `_`, `-`, `@` and `.`. */
export function normaliseWecomUserId(text: string): Result<string, string> {
  const clean = text.trim().toLowerCase();
  if (/\p{Cc}/u.test(text) || !USER_ID.test(clean))
    return err('a WeCom user id has 1 to 64 letters, digits or _ - @ . and begins with a letter or digit');
  return ok(clean);
}
