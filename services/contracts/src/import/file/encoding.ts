/** What a file of text is decoded as; names as the Encoding Standard has them. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030' | 'windows-1252';

const DECLARED: ReadonlyMap<string, Encoding> = new Map([
  ['utf-8', 'utf-8'],
  ['utf8', 'utf-8'],
  ['us-ascii', 'utf-8'],
  ['utf-16', 'utf-16le'],
  ['utf-16le', 'utf-16le'],
  ['utf-16be', 'utf-16be'],
  ['gb18030', 'gb18030'],
  ['gbk', 'gb18030'],
  ['gb2312', 'gb18030'],
  ['windows-1252', 'windows-1252'],
  ['iso-8859-1', 'windows-1252'],
]);

export const ENCODING_NAMES = 'utf-8, utf-16le, utf-16be, gb18030 (gbk, gb2312), windows-1252 (iso-8859-1)';

/** The encoding that a sender names, in any case; undefined for a name that is not read here. */
export function declaredEncoding(name: string): Encoding | undefined {
  return DECLARED.get(name.trim().toLowerCase());
}

/** What a byte order mark says; it says more than a declaration, since no other encoding begins with these bytes. */
export function markedEncoding(head: Uint8Array): Encoding | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return undefined;
}
