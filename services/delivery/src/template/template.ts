import type { Instant } from '@perennial/kernel/instant';
import type { ChannelName, Need, Part } from '../channel/channel.js';

/** A text before it has a version. Parts that its channel does not use are empty. */
export interface TemplateDraft extends Readonly<Record<Part, string>> {
  readonly name: string;
  readonly channel: ChannelName;
  /** Language, or language and region: en, zh, zh-TW. */
  readonly locale: string;
  /** What the HTML is made of; null or left out where somebody wrote the HTML. */
  readonly mjml?: string | null;
}

/** One version of a text. Name, channel and locale are its key. */
export interface Template extends TemplateDraft {
  readonly version: number;
  /** Since when it is out of use; null or left out while it is in use. */
  readonly retiredAt?: Instant | null;
}

/** What names texts: with a locale one, without it those of every language. */
export interface TemplateKey extends Pick<TemplateDraft, 'name' | 'channel'> {
  readonly locale: string | null;
}

/** A template and what a message of it needs, as its variables say. */
export interface NeedyTemplate extends Template {
  readonly needs: readonly Need[];
}

/**
 * Where a text for a locale is looked for, best first (RFC 4647, 3.4, lookup): the locale, then with one subtag less
 * each time, then English. `en_US` is read as `en-US`; a single letter never stands last.
 */
export function localesFor(locale: string): string[] {
  const subtags = locale
    .replaceAll('_', '-')
    .split('-')
    .filter((subtag) => subtag !== '');
  const found: string[] = [];
  for (let count = subtags.length; count > 0; count -= 1)
    if (count === 1 || (subtags[count - 1] ?? '').length > 1) found.push(cased(subtags.slice(0, count)));
  return [...new Set([...found, 'en'])];
}

/** As RFC 5646, 2.1.1, writes it: zh-Hant-TW. */
function cased([language = '', ...rest]: readonly string[]): string {
  const extended = rest.findIndex(({ length }) => length === 1);
  const written = rest.map((subtag, n) => {
    if (extended !== -1 && n > extended) return subtag.toLowerCase();
    if (subtag.length === 2) return subtag.toUpperCase();
    if (/^[a-z]{4}$/i.test(subtag)) return `${subtag[0]?.toUpperCase()}${subtag.slice(1).toLowerCase()}`;
    return subtag.toLowerCase();
  });
  return [language.toLowerCase(), ...written].join('-');
}
