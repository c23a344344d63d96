import Handlebars from 'handlebars';
import { PARTS, type Part, type Text, type TextContext, type TextForm } from '../channel/channel.js';
import type { TemplateDraft } from './template.js';

export type CompiledText = (context: TextContext) => Text;

const HELPERS = { if: true, unless: true, each: true };
const EMPTY = (): string => '';

/**
 * Compiles a validated text once; rendering is then a function call. A value that is missing throws instead of printing
 * nothing (M-03).
 */
export function compileTemplate(template: TemplateDraft, { parts }: TextForm): CompiledText {
  const engine = Handlebars.create();
  const compiled = PARTS.map((part): [Part, Handlebars.TemplateDelegate] => {
    const form = parts[part];
    const options = { strict: true, knownHelpers: HELPERS, knownHelpersOnly: true, noEscape: !form?.escaped };
    return [part, form ? engine.compile(template[part], options) : EMPTY];
  });
  return (context) => Object.fromEntries(compiled.map(([part, render]) => [part, render(context)])) as Text;
}
