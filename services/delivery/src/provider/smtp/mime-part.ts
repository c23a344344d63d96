/** Headers of a mail or of a part of one: names in lower case, folded lines joined, in their order. */
export type MimeHeaders = readonly (readonly [name: string, value: string])[];

/** A mail, or a part of one. */
export interface MimePart {
  readonly headers: MimeHeaders;
  readonly body: string;
}

/** A returned mail has few parts: its explanation, its status, what was returned. */
const MOST_PARTS = 20;
const MOST_HEADERS = 500;
/** What stands behind this much of a header is nothing that is looked for. */
const MOST_VALUE = 2_000;

/** Reads headers and body; a text without headers is all body. Bytes are one character each (latin1). */
export function readPart(text: string): MimePart {
  const end = /\r?\n\r?\n/.exec(text);
  const head = end ? text.slice(0, end.index) : text;
  return { headers: readHeaders(head), body: end ? text.slice(end.index + end[0].length) : '' };
}

export function readHeaders(text: string): MimeHeaders {
  const lines = text.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/, MOST_HEADERS);
  return lines.flatMap((line): (readonly [string, string])[] => {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    return /^[\x21-\x7e]+$/.test(name) ? [[name, line.slice(colon + 1, colon + MOST_VALUE).trim()]] : [];
  });
}

/** The first header of a name; empty without one. */
export function headerOf(headers: MimeHeaders, name: string): string {
  return headers.find(([known]) => known === name)?.[1] ?? '';
}

/** `multipart/report`; the value of a parameter, without its quotes. */
export function contentType(headers: MimeHeaders): { type: string; parameter: (name: string) => string } {
  const value = headerOf(headers, 'content-type');
  return {
    type: (value.split(';')[0] ?? '').trim().toLowerCase(),
    parameter: (name) => {
      const [, quoted, plain] = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^\\s;]+))`, 'i').exec(value) ?? [];
      return quoted ?? plain ?? '';
    },
  };
}

/** The parts between the boundaries of a multipart body; none where there is no boundary. */
export function partsOf({ headers, body }: MimePart): MimePart[] {
  const boundary = contentType(headers).parameter('boundary');
  if (boundary === '' || boundary.length > 70) return [];
  const pieces = `\n${body}`.split(`\n--${boundary}`);
  return pieces
    .slice(1, MOST_PARTS + 1)
    .filter((piece) => !piece.startsWith('--'))
    .map((piece) => readPart(piece.replace(/^[^\n]*\n/, '').replace(/\r$/, '')));
}

/** The body as text, out of base64 or quoted-printable. */
export function decodedBody({ headers, body }: MimePart): string {
  const encoding = headerOf(headers, 'content-transfer-encoding').toLowerCase();
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('latin1');
  if (encoding !== 'quoted-printable') return body;
  return body
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/=([0-9a-f]{2})/gi, (_all, digits: string) => String.fromCharCode(parseInt(digits, 16)));
}
