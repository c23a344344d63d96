/** One version of a mail's text in one language. */
export interface Template {
  readonly name: string;
  /** Language, or language and region: en, zh, zh-TW. */
  readonly locale: string;
  readonly version: number;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export const PARTS = ['subject', 'text', 'html'] as const;
export type Part = (typeof PARTS)[number];

/** What a rider gives to a text (M-02). */
export const RIDER_FIELDS = ['product', 'lastDay', 'amount', 'payLink'] as const;
/** What a text may name outside `{{#each riders}}`; the rider fields there are those of the term that ends first. */
export const MAIL_FIELDS = ['customer', 'contact', 'unsubscribeLink', 'several', 'riders', ...RIDER_FIELDS] as const;

/** The language of a text for a BCP 47 locale: the locale itself, its language, or English. */
export function localesFor(locale: string): string[] {
  const language = locale.split(/[-_]/)[0]?.toLowerCase() ?? '';
  return [...new Set([locale.replace('_', '-'), language, 'en'])].filter((candidate) => candidate !== '');
}
