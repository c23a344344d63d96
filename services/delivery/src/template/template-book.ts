import type { ChannelName, Channels, Need, WrittenText } from '../channel/channel.js';
import { localesFor, type Template } from './template.js';
import { needsOf } from './template-needs.js';
import { compileTemplate } from './text-engine.js';

/** A text ready to be rendered. */
export interface FoundText extends WrittenText {
  readonly version: number;
  readonly needs: ReadonlySet<Need>;
}

/** All stored texts; each is compiled once, when it is first used (stack.md, trap 13). */
export class TemplateBook {
  readonly #versions = new Map<string, Template>();
  readonly #newest = new Map<string, Template>();
  readonly #found: Map<string, FoundText>;

  /** @param previous a book whose compiled texts are taken over: versions never change. */
  constructor(
    private readonly channels: Channels,
    templates: readonly Template[],
    previous?: TemplateBook,
  ) {
    this.#found = previous ? previous.#found : new Map();
    for (const template of templates) {
      const key = keyOf(template.name, template.channel, template.locale);
      this.#versions.set(`${key} ${template.version}`, template);
      if ((this.#newest.get(key)?.version ?? 0) < template.version) this.#newest.set(key, template);
    }
  }

  /** The newest version in the best language for `locale`; undefined for an unknown name. */
  newest(name: string, channel: ChannelName, locale: string): FoundText | undefined {
    const found = localesFor(locale).flatMap((candidate) => this.#newest.get(keyOf(name, channel, candidate)) ?? []);
    // A retired text is still better than none.
    const template = found.find(({ retiredAt }) => !retiredAt) ?? found[0];
    return template && this.#open(template);
  }

  /** Exactly this version, for a text that may not change any more. */
  version(name: string, channel: ChannelName, locale: string, version: number): FoundText | undefined {
    const template = this.#versions.get(`${keyOf(name, channel, locale)} ${version}`);
    return template && this.#open(template);
  }

  /** The stored text that a found one was made of. @throws RangeError for one of another book */
  sourceOf({ name, locale, version }: FoundText, channel: ChannelName): Template {
    const template = this.#versions.get(`${keyOf(name, channel, locale)} ${version}`);
    if (!template) throw new RangeError('a text of another book');
    return template;
  }

  #open(template: Template): FoundText {
    const { name, channel, locale, version } = template;
    const key = `${keyOf(name, channel, locale)} ${version}`;
    let found = this.#found.get(key);
    if (!found) {
      const form = this.channels[channel].text;
      found = { name, locale, version, ...compileTemplate(template, form), needs: new Set(needsOf(template, form)) };
      this.#found.set(key, found);
    }
    return found;
  }
}

function keyOf(name: string, channel: ChannelName, locale: string): string {
  return `${name} ${channel} ${locale}`;
}
