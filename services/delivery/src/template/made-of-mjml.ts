import { violation, type FieldViolation } from '@perennial/kernel/violation';
import type { TextForm } from '../channel/channel.js';
import { compileMjml } from './compile-mjml.js';
import type { TemplateDraft } from './template.js';
import { validateTemplate } from './validate-template.js';

interface Made {
  readonly draft: TemplateDraft;
  /** Of the source; with one of them nothing was made of it. */
  readonly faults: readonly FieldViolation[];
}

const FIELD = 'template.mjml';

/**
 * A draft with the HTML of its MJML. What is wrong with the source is told by its own lines, so variables and blocks
 * are looked at there first.
 */
export async function withHtml(draft: TemplateDraft, form: TextForm): Promise<Made> {
  const { mjml } = draft;
  if (!mjml) return { draft: { ...draft, mjml: null }, faults: [] };
  const fault = (rule: FieldViolation['rule'], message: string): Made => ({
    draft,
    faults: [violation(FIELD, rule, message)],
  });
  if (!form.parts.html) return fault('unknown_field', `a text of ${draft.channel} has no html`);
  if (draft.html !== '') return fault('not_allowed', 'the HTML is made of the MJML: html stays empty beside it');
  const faults = validateTemplate({ ...draft, html: mjml }, form).filter(({ field }) => field === 'template.html');
  if (faults.length > 0) return { draft, faults: faults.map((one) => ({ ...one, field: FIELD })) };
  const made = await compileMjml(mjml, draft.locale);
  if (!made.ok) return fault('syntax', `line ${made.error.line}: ${made.error.message}`);
  return { draft: { ...draft, html: made.value }, faults: [] };
}
