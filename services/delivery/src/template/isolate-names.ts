import Handlebars from 'handlebars';

/** Elements whose content is text alone. */
const RAW = ['title', 'style', 'script', 'textarea'];

/**
 * An HTML source in which each name stands in `<bdi>`, so that its direction moves nothing around it (K27). Within a
 * tag or in an element that holds text alone it stays as it is. The source is a valid one.
 */
export function isolateNames(source: string, names: ReadonlySet<string>): string {
  const found = new Places(source, names).found();
  return found
    .toReversed()
    .reduce(
      (text, { start, end }) => `${text.slice(0, start)}<bdi>${text.slice(start, end)}</bdi>${text.slice(end)}`,
      source,
    );
}

interface Place {
  readonly start: number;
  readonly end: number;
}

/** Where values of the names are written. */
class Places extends Handlebars.Visitor {
  readonly #places: Place[] = [];
  readonly #lines: number[];

  constructor(
    private readonly source: string,
    private readonly names: ReadonlySet<string>,
  ) {
    super();
    this.#lines = [0, ...[...source.matchAll(/\n/g)].map(({ index }) => index + 1)];
  }

  found(): Place[] {
    this.accept(Handlebars.parseWithoutProcessing(this.source));
    return this.#places.filter(({ start }) => isText(this.source.slice(0, start)));
  }

  override MustacheStatement({ path, loc }: hbs.AST.MustacheStatement): void {
    const name = (path as hbs.AST.PathExpression).parts.at(-1);
    if (typeof name === 'string' && this.names.has(name))
      this.#places.push({ start: this.#offset(loc.start), end: this.#offset(loc.end) });
  }

  #offset({ line, column }: hbs.AST.Position): number {
    return (this.#lines[line - 1] ?? 0) + column;
  }
}

function isText(before: string): boolean {
  const html = before.replaceAll(/\{\{[^]*?\}\}/g, '').toLowerCase();
  if (html.lastIndexOf('<') > html.lastIndexOf('>')) return false;
  return RAW.every((element) => html.lastIndexOf(`<${element}`) <= html.lastIndexOf(`</${element}`));
}
