import type { FieldRule } from '@perennial/kernel/field-rules';
import { violation, type FieldViolation } from '@perennial/kernel/violation';
import { isMap, LineCounter, parseDocument, type Document } from 'yaml';

type Path = readonly (string | number)[];

function textOf(path: Path): string {
  return path.reduce<string>(
    (so, part) => (typeof part === 'number' ? `${so}[${part}]` : so === '' ? part : `${so}.${part}`),
    '',
  );
}

/** A YAML document with the line of every value, collecting what is wrong with it by path, line and rule. */
export class YamlReader {
  readonly violations: FieldViolation[] = [];
  readonly #lines = new LineCounter();
  readonly #document: Document;
  readonly root: unknown;

  constructor(text: string) {
    this.#document = parseDocument(text, { lineCounter: this.#lines, uniqueKeys: true, prettyErrors: false });
    for (const error of this.#document.errors) {
      const { line } = this.#lines.linePos(error.pos[0]);
      this.violations.push(violation('document', 'yaml', `line ${line}: ${error.message}`));
    }
    this.root = this.violations.length > 0 ? null : this.#plain();
  }

  refuse(path: Path, rule: FieldRule, message: string): void {
    const field = textOf(path) || 'document';
    this.violations.push(violation(field, rule, `line ${this.#lineOf(path)}: ${message}`));
  }

  #plain(): unknown {
    try {
      return this.#document.toJS({ maxAliasCount: 0 });
    } catch (error) {
      this.violations.push(violation('document', 'yaml', `line 1: ${(error as Error).message}`));
      return null;
    }
  }

  /** Line of the value, else of its key's parent: a missing field is reported where it should stand. */
  #lineOf(path: Path): number {
    for (let length = path.length; length >= 0; length -= 1) {
      const node: unknown = length === 0 ? this.#document.contents : this.#document.getIn(path.slice(0, length), true);
      const range =
        (node as { range?: readonly [number, ...number[]] | null } | undefined)?.range ??
        this.#keyRange(path.slice(0, length));
      if (range) return this.#lines.linePos(range[0]).line;
    }
    return 1;
  }

  #keyRange(path: Path): readonly [number, ...number[]] | null {
    const parent: unknown = path.length <= 1 ? this.#document.contents : this.#document.getIn(path.slice(0, -1), true);
    if (!isMap(parent)) return null;
    const pair = parent.items.find(({ key }) => String(key) === path.at(-1));
    return (pair?.key as { range?: readonly [number, ...number[]] } | undefined)?.range ?? null;
  }
}
