import { createHash } from 'node:crypto';

const names = new Map<string, string>();

/** Name of the prepared statement for a constant SQL text: the same in every connection and process. */
export function statementName(text: string): string {
  let name = names.get(text);
  if (name === undefined) {
    name = createHash('sha256').update(text).digest('base64url').slice(0, 16);
    names.set(text, name);
  }
  return name;
}
