import { localesFor, type Template } from './template.js';
import { compileTemplate, type CompiledTemplate } from './text-engine.js';

export interface FoundTemplate {
  readonly locale: string;
  readonly version: number;
  readonly render: CompiledTemplate;
}

/** All stored templates; each is compiled once, when it is first used (stack.md, trap 13). */
export class TemplateBook {
  readonly #versions = new Map<string, Template>();
  readonly #newest = new Map<string, Template>();
  readonly #compiled: Map<string, CompiledTemplate>;

  /** @param previous a book whose compiled texts are taken over: versions never change. */
  constructor(templates: readonly Template[], previous?: TemplateBook) {
    this.#compiled = previous ? previous.#compiled : new Map();
    for (const template of templates) {
      const { name, locale, version } = template;
      this.#versions.set(`${name} ${locale} ${version}`, template);
      if ((this.#newest.get(`${name} ${locale}`)?.version ?? 0) < version)
        this.#newest.set(`${name} ${locale}`, template);
    }
  }

  /** The newest version in the best language for `locale`; undefined for an unknown name. */
  newest(name: string, locale: string): FoundTemplate | undefined {
    const template = localesFor(locale)
      .map((candidate) => this.#newest.get(`${name} ${candidate}`))
      .find((found) => found !== undefined);
    return template && this.#open(template);
  }

  /** Exactly this version, for a text that may not change any more. */
  version(name: string, locale: string, version: number): FoundTemplate | undefined {
    const template = this.#versions.get(`${name} ${locale} ${version}`);
    return template && this.#open(template);
  }

  #open(template: Template): FoundTemplate {
    const key = `${template.name} ${template.locale} ${template.version}`;
    let render = this.#compiled.get(key);
    if (!render) {
      render = compileTemplate(template);
      this.#compiled.set(key, render);
    }
    return { locale: template.locale, version: template.version, render };
  }
}
