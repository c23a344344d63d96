import { isAscii } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { violation } from '@perennial/kernel/violation';
import { isSurelyChinese } from './chinese.js';
import { markedEncoding, type Encoding } from './encoding.js';
import { invalidFile } from './header.js';

/** What is held back before an undeclared file's encoding is decided, counted from its first byte beyond ASCII. */
const WINDOW = 64 * 1024;
const MARK = 4;

/** A file of text on its way in. Bytes that its encoding does not have come out as U+FFFD, which costs their row. */
export class TextFile {
  #encoding: Encoding | undefined;
  #guessed = false;

  /** @param declared what the sender says; a byte order mark wins over it */
  constructor(private readonly declared: Encoding | undefined) {}

  /** What the file is read as; of a file that is all ASCII UTF-8. */
  get encoding(): Encoding {
    return this.#encoding ?? 'utf-8';
  }

  /** What to say of bytes that are no text. */
  get complaint(): string {
    return this.#guessed
      ? 'holds bytes that are not UTF-8, and the file is not certainly GB18030; declare its encoding'
      : `holds bytes that are not ${this.encoding}, or U+FFFD, which stands for a character that was lost`;
  }

  /** @throws DomainError INVALID_CSV for an encoding that is not read here, or that only its sender can tell */
  async *text(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
    let decoder: TextDecoder | undefined;
    let held: Buffer[] = [];
    let bytes = 0;
    let begun = false;
    for await (const chunk of chunks) {
      if (decoder) {
        yield decoder.decode(chunk, { stream: true });
        continue;
      }
      held.push(chunk);
      bytes += chunk.length;
      if (!begun && bytes < MARK) continue;
      const head = begun ? undefined : Buffer.concat(held);
      if (head) {
        decoder = this.#fromHead(head);
        begun = true;
      }
      if (!decoder && held.every((piece) => isAscii(piece))) {
        // UTF-8 and GB18030 agree on ASCII: nothing is decided yet.
        yield Buffer.concat(held).toString('latin1');
      } else {
        if (!decoder && bytes < WINDOW) continue;
        const window = head ?? Buffer.concat(held);
        decoder ??= this.#fromWindow(window);
        yield decoder.decode(window, { stream: true });
      }
      [held, bytes] = [[], 0];
    }
    const rest = Buffer.concat(held);
    decoder ??= (begun ? undefined : this.#fromHead(rest)) ?? this.#fromWindow(rest);
    yield decoder.decode(rest);
  }

  /** By mark or declaration; undefined: what follows decides. */
  #fromHead(head: Buffer): TextDecoder | undefined {
    const marked = markedEncoding(head);
    if (marked === 'utf-16le' && head.length >= MARK && head[2] === 0 && head[3] === 0)
      throw invalidFile([violation('encoding', 'encoding', 'the file is UTF-32, which is not read; save it as UTF-8')]);
    const known = marked ?? this.declared;
    if (known) return this.#decoder(known);
    if (head.includes(0))
      throw invalidFile([
        violation(
          'encoding',
          'encoding',
          'the file has zero bytes: UTF-16 without a mark is read where it is declared',
        ),
      ]);
    return undefined;
  }

  #fromWindow(window: Buffer): TextDecoder {
    const [text, chinese] = [decodes('utf-8', window), decodes('gb18030', window)];
    const surelyChinese = chinese !== undefined && isSurelyChinese(chinese);
    // A few Chinese names alone, such as 陆路, are the very bytes of Latin letters and signs in UTF-8.
    if (text !== undefined && surelyChinese && !/\p{Script=Han}/u.test(text))
      throw invalidFile([
        violation('encoding', 'encoding', 'the file may be UTF-8 or GB18030; declare which of the two it is'),
      ]);
    this.#guessed = text === undefined && !surelyChinese;
    return this.#decoder(surelyChinese && text === undefined ? 'gb18030' : 'utf-8');
  }

  #decoder(encoding: Encoding): TextDecoder {
    this.#encoding = encoding;
    return new TextDecoder(encoding);
  }
}

/** The text of bytes that may end within a character; undefined where they are no text of the encoding. */
function decodes(encoding: Encoding, bytes: Buffer): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return undefined;
    throw error;
  }
}
