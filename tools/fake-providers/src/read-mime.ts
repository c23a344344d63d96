/** A mail as a person would read it, and the headers that its taker looks at. */
export interface ReadMail {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly subject: string;
  readonly text: string;
}

/** Reads a mail as nodemailer writes it: plain text, or alternatives with the plain text first. */
export function readMime(bytes: Buffer): ReadMail {
  const [head, body] = halves(bytes.toString('latin1'));
  const headers = headersOf(head);
  const [, boundary] = /boundary="?([^";]+)"?/i.exec(headers['content-type'] ?? '') ?? [];
  const [partHead, partBody] = boundary === undefined ? [head, body] : halves(body.split(`--${boundary}`)[1] ?? '');
  return {
    headers,
    subject: words(headers['subject'] ?? ''),
    text: decoded(partBody, headersOf(partHead.trimStart())['content-transfer-encoding'] ?? '').trim(),
  };
}

function halves(text: string): [head: string, body: string] {
  const found = /\r?\n\r?\n/.exec(text.replace(/^\r?\n/, ''));
  const whole = text.replace(/^\r?\n/, '');
  return found ? [whole.slice(0, found.index), whole.slice(found.index + found[0].length)] : [whole, ''];
}

function headersOf(head: string): Record<string, string> {
  const lines = head.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  return Object.fromEntries(
    lines.flatMap((line) => {
      const colon = line.indexOf(':');
      return colon < 1 ? [] : [[line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]];
    }),
  );
}

function decoded(body: string, encoding: string): string {
  if (/base64/i.test(encoding)) return Buffer.from(body, 'base64').toString('utf8');
  const plain = /quoted-printable/i.test(encoding) ? quoted(body.replaceAll(/=\r?\n/g, '')) : body;
  return Buffer.from(plain, 'latin1').toString('utf8');
}

function quoted(text: string): string {
  return text.replaceAll(/=([0-9A-F]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Encoded words (RFC 2047) of UTF-8. */
function words(text: string): string {
  return text
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_all, kind: string, word: string) =>
      kind.toLowerCase() === 'b'
        ? Buffer.from(word, 'base64').toString('utf8')
        : Buffer.from(quoted(word.replaceAll('_', ' ')), 'latin1').toString('utf8'),
    );
}
