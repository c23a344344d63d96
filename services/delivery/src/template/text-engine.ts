import Handlebars from 'handlebars';
import type { MailContext } from './mail-context.js';
import type { Part, Template } from './template.js';

export interface MailText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export type CompiledTemplate = (context: MailContext) => MailText;

const HELPERS = { if: true, unless: true, each: true };

/**
 * Compiles a validated template once; rendering is then a function call. A value that is missing throws instead of
 * printing
 * nothing (M-03); only the HTML part escapes.
 */
export function compileTemplate(template: Template): CompiledTemplate {
  const engine = Handlebars.create();
  const part = (name: Part, noEscape: boolean) =>
    engine.compile(template[name], { strict: true, knownHelpers: HELPERS, knownHelpersOnly: true, noEscape });
  const [subject, text, html] = [part('subject', true), part('text', true), part('html', false)];
  return (context) => ({ subject: subject(context), text: text(context), html: html(context) });
}
