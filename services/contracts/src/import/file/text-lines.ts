/** One line of a file without its end. */
export interface Line {
  /** 1 is the first. */
  readonly number: number;
  /** Of one that is too long its beginning. */
  readonly text: string;
  readonly tooLong: boolean;
}

const END = /\r\n|\n|\r/g;

/** Cuts text into lines, whichever ends they have: LF, CRLF or CR, and all of them in one file. */
export class TextLines {
  #rest = '';
  #number = 0;
  #dropping = false;

  constructor(private readonly longest: number) {}

  add(text: string): Line[] {
    const lines: Line[] = [];
    const all = this.#rest + text;
    let from = 0;
    END.lastIndex = Math.max(0, this.#rest.length - 1);
    for (let end = END.exec(all); end !== null; end = END.exec(all)) {
      // A CR that ends a chunk may be half of a CRLF.
      if (end[0] === '\r' && end.index === all.length - 1) break;
      this.#take(lines, all.slice(from, end.index));
      from = end.index + end[0].length;
    }
    this.#rest = all.slice(from);
    if (this.#rest.length > this.longest + 1) {
      // What follows of the line is dropped as it comes; but for a CR that may end it.
      const keep = this.#rest.endsWith('\r') ? 1 : 0;
      if (!this.#dropping) lines.push(this.#line(this.#rest.slice(0, 200), true));
      this.#dropping = true;
      this.#rest = this.#rest.slice(this.#rest.length - keep);
    }
    return lines;
  }

  end(): Line[] {
    const lines: Line[] = [];
    const text = this.#rest.replace(/\r$/, '');
    if (text !== '' || this.#dropping) this.#take(lines, text);
    return lines;
  }

  #take(lines: Line[], text: string): void {
    if (this.#dropping) this.#dropping = false;
    else if (text.length > this.longest) lines.push(this.#line(text.slice(0, 200), true));
    else lines.push(this.#line(text, false));
  }

  #line(text: string, tooLong: boolean): Line {
    this.#number += 1;
    return { number: this.#number, text, tooLong };
  }
}
