import { violation, type FieldViolation } from '@perennial/kernel/violation';
import type { TextForm } from '../channel/channel.js';
import { BUILT_IN_TEMPLATES } from './built-in/built-in-templates.js';
import { needsOf } from './template-needs.js';
import { PARTS } from '../channel/channel.js';
import type { TemplateDraft } from './template.js';

/** Faults by what a text is for, of one that is valid by itself. */
export interface PurposeFaults {
  /** Customers are told with it, and it gives no way to opt out (M-10): it is not saved. */
  readonly refused: readonly FieldViolation[];
  /** It is saved; whoever wrote it should look again. */
  readonly warnings: readonly FieldViolation[];
}

/**
 * The purpose of a text is known where it takes the place of a shipped one: then each of its bodies shows the link to
 * opt out, or the word to answer, where that one does. Any other name can be an internal text or a legal notice, and is
 * warned about where a link is the way.
 */
export function purposeFaults(template: TemplateDraft, form: TextForm): PurposeFaults {
  const shipped = BUILT_IN_TEMPLATES.find(
    ({ name, channel }) => name === template.name && channel === template.channel,
  );
  const wanted = shipped && new Set(needsOf(shipped, form));
  // A channel without links, as a call is, has nothing to be missed.
  const known = new Set(Object.values(form.needs));
  const refused: FieldViolation[] = [];
  const warnings: FieldViolation[] = [];
  for (const part of PARTS.filter((one) => form.parts[one] && !form.parts[one].oneLine)) {
    const field = `template.${part}`;
    const needs = new Set(needsOf(only(template, part), form));
    if (form.optOutWords) {
      const message = `customers find no word to opt out in it: ${form.optOutWords.join(', ')}`;
      if (shipped && saysOneOf(form.optOutWords, shipped[part]) && !saysOneOf(form.optOutWords, template[part]))
        refused.push(violation(field, 'no_opt_out_link', message));
    } else if (known.has('opt_out_link') && !needs.has('opt_out_link')) {
      const message = 'customers find no {{unsubscribeLink}} in it';
      if (wanted?.has('opt_out_link')) refused.push(violation(field, 'no_opt_out_link', message));
      else if (!shipped) warnings.push(violation(field, 'no_opt_out_link', message));
    }
    const asks = needs.has('price') && !needs.has('pay_link') && template.name !== 'auto-renewal-notice';
    if (known.has('pay_link') && (asks || (wanted?.has('pay_link') && !needs.has('pay_link'))))
      warnings.push(violation(field, 'no_pay_link', 'it asks for money and shows no {{payLink}}'));
  }
  return { refused, warnings };
}

function saysOneOf(words: readonly string[], text: string): boolean {
  return words.some((word) => text.includes(word));
}

function only(template: TemplateDraft, part: (typeof PARTS)[number]): TemplateDraft {
  return { ...template, subject: '', text: '', html: '', [part]: template[part] };
}
