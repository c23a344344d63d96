import { simpleParser, type ParsedMail } from 'mailparser';

export interface MailEnvelope {
  readonly from: string;
  readonly to: readonly string[];
}

const HEADER_END = Buffer.from('\r\n\r\n');

/** One accepted message as it came over the wire (dots unstuffed); nothing is parsed before somebody asks. */
export class RecordedMail {
  /** Whether the sender was told of the acceptance. */
  answered = true;
  #parsed: Promise<ParsedMail> | undefined;

  /** `receivedAt`: wall clock, epoch ms, when the last byte had come. */
  constructor(
    readonly envelope: MailEnvelope,
    readonly raw: Buffer,
    readonly receivedAt: number,
  ) {}

  /** The header section's bytes, without the empty line. */
  get rawHeaders(): Buffer {
    const end = this.raw.indexOf(HEADER_END);
    return end < 0 ? this.raw : this.raw.subarray(0, end);
  }

  /** All header lines in their order, unfolded, not decoded. */
  get headerLines(): string[] {
    return this.rawHeaders
      .toString('utf8')
      .replace(/\r\n(?=[ \t])/g, '')
      .split('\r\n');
  }

  /** All values of a header, by its name in any case. */
  headers(name: string): string[] {
    const prefix = `${name.toLowerCase()}:`;
    return this.headerLines
      .filter((line) => line.toLowerCase().startsWith(prefix))
      .map((line) => line.slice(prefix.length).trim());
  }

  get messageId(): string | undefined {
    return this.headers('message-id')[0];
  }

  /** Subject, text, html and the rest, decoded. */
  parsed(): Promise<ParsedMail> {
    this.#parsed ??= simpleParser(this.raw);
    return this.#parsed;
  }

  async text(): Promise<string> {
    return (await this.parsed()).text ?? '';
  }

  async html(): Promise<string> {
    return (await this.parsed()).html || '';
  }
}
