import { withoutMarks } from '@perennial/kernel/isolate';
import { err, ok, type Result } from '@perennial/kernel/result';
import type { Sms } from '../channel/sms/sms.js';

/** A text that a provider has looked at and sends, with gaps for values. */
export interface RegisteredText {
  /** Our template and its language. */
  readonly template: string;
  readonly locale: string;
  /** The provider's name of it. */
  readonly code: string;
  /** As it was registered, with the provider's own signs for gaps. */
  readonly text: string;
  readonly state: 'registered' | 'pending' | 'refused';
  /** Each gap, in order: its sign in the text, what the provider calls it, and our variable. */
  readonly gaps: readonly { readonly sign: string; readonly name: string; readonly variable: string }[];
}

export interface FilledText {
  readonly code: string;
  readonly values: readonly { readonly name: string; readonly value: string }[];
}

/** What providers take for a link: a scheme, a host by its first label or its last, an address. */
const LINK = /:\/\/|\bwww\.|\b\d{1,3}(?:\.\d{1,3}){3}\b/i;
const HOST =
  /[a-z0-9-]{2,}\.(?:com|cn|net|org|io|co|cc|me|top|xyz|info|biz|app|dev|shop|site|vip|link|tv|ly)(?![a-z0-9])/;

export function looksLikeLink(value: string): boolean {
  return LINK.test(value) || HOST.test(value);
}

/**
 * The registered text that says exactly what the message says; several may be registered for one template, because a
 * text has more than one form. The reason of a refusal names template and rule, never a value.
 */
export function fillRegistered(
  { template, locale, text, variables }: Pick<Sms, 'template' | 'locale' | 'text' | 'variables'>,
  texts: readonly RegisteredText[],
): Result<FilledText, string> {
  const named = `${template} ${locale}`;
  const own = texts.filter((one) => one.template === template && one.locale === locale);
  if (own.length === 0) return err(`TEMPLATE_NOT_REGISTERED: ${named}`);
  const registered = own.filter(({ state }) => state === 'registered');
  if (registered.length === 0) return err(`TEMPLATE_NOT_REGISTERED: ${named} is ${own[0]?.state}`);
  for (const { code, text: pattern, gaps } of registered) {
    if (gaps.some(({ variable }) => variables[variable] === undefined)) continue;
    const filled = gaps.map(({ sign, name, variable }) => ({ sign, name, variable, value: variables[variable] ?? '' }));
    // Names in isolation are ours: a provider gets them as they are.
    if (withoutMarks(fill(pattern, filled)) !== withoutMarks(text)) continue;
    const link = filled.find(({ value }) => looksLikeLink(value));
    if (link) return err(`URL_IN_VARIABLE: ${link.variable} of ${named}`);
    return ok({ code, values: filled.map(({ name, value }) => ({ name, value })) });
  }
  return err(`TEMPLATE_TEXT_DIFFERS: ${named}`);
}

/** Values are put in at once: one that looks like a gap is none. */
function fill(pattern: string, filled: readonly { readonly sign: string; readonly value: string }[]): string {
  const values = new Map(filled.map(({ sign, value }) => [sign, value]));
  const signs = [...values.keys()].map((sign) => sign.replaceAll(/[${}]/g, '\\$&'));
  if (signs.length === 0) return pattern;
  return pattern.replaceAll(new RegExp(signs.join('|'), 'g'), (sign) => values.get(sign) ?? sign);
}
