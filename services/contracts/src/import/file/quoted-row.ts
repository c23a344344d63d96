/**
 * One row as RFC 4180 writes it, read line by line: a cell in quotes may hold separators, doubled quotes and line
 * breaks; outside of them a cell has no quote at all.
 */
export class QuotedRow {
  readonly cells: string[] = [];
  #quoted = false;
  #cell = '';

  constructor(private readonly delimiter: string) {}

  /** Reads one line more. @returns `open` where a cell in quotes goes on in the next line */
  read(line: string): 'done' | 'open' | 'broken' {
    if (this.#quoted) this.#cell += '\n';
    for (let at = 0; ;) {
      if (!this.#quoted && line[at] !== '"') {
        const found = line.indexOf(this.delimiter, at);
        const cell = line.slice(at, found < 0 ? line.length : found);
        if (cell.includes('"')) return 'broken';
        this.cells.push(cell);
        if (found < 0) return 'done';
        at = found + 1;
        continue;
      }
      if (!this.#quoted) at += 1;
      this.#quoted = true;
      const quote = line.indexOf('"', at);
      this.#cell += line.slice(at, quote < 0 ? line.length : quote);
      if (quote < 0) return 'open';
      at = quote + 1;
      if (line[at] === '"') {
        this.#cell += '"';
        at += 1;
        continue;
      }
      this.cells.push(this.#cell);
      [this.#cell, this.#quoted] = ['', false];
      if (at === line.length) return 'done';
      if (line[at] !== this.delimiter) return 'broken';
      at += 1;
    }
  }
}
