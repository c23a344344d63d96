import type { ChannelName, Need, Part } from '../channel/channel.js';

/** A text before it has a version. Parts that its channel does not use are empty. */
export interface TemplateDraft extends Readonly<Record<Part, string>> {
  readonly name: string;
  readonly channel: ChannelName;
  /** Language, or language and region: en, zh, zh-TW. */
  readonly locale: string;
}

/** One version of a text. Name, channel and locale are its key. */
export interface Template extends TemplateDraft {
  readonly version: number;
}

/** A template and what a message of it needs, as its variables say. */
export interface NeedyTemplate extends Template {
  readonly needs: readonly Need[];
}

/** The language of a text for a BCP 47 locale: the locale itself, its language, or English. */
export function localesFor(locale: string): string[] {
  const language = locale.split(/[-_]/)[0]?.toLowerCase() ?? '';
  return [...new Set([locale.replace('_', '-'), language, 'en'])].filter((candidate) => candidate !== '');
}
