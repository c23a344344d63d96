import Handlebars from 'handlebars';
import { PARTS, type CompiledText, type Part, type Text, type TextContext, type TextForm } from '../channel/channel.js';
import { blockOf } from './block.js';
import type { TemplateDraft } from './template.js';

type Render = (context: TextContext) => string;
/** A part of a text around its block. The subject is a frame alone: others' riders do not change it. */
interface CutPart {
  readonly before: Render;
  readonly block: Render;
  /** Between the block and what others say. */
  readonly between: Render;
  readonly after: Render;
}

const HELPERS = { if: true, unless: true, each: true };
const NOTHING: Render = () => '';

/**
 * Compiles a validated text once; rendering is then a function call. A value that is missing throws instead of printing
 * nothing (M-03).
 */
export function compileTemplate(template: TemplateDraft, { parts }: TextForm): CompiledText {
  const engine = Handlebars.create();
  const cut = PARTS.map((part): [Part, CutPart] => {
    const form = parts[part];
    if (!form) return [part, { before: NOTHING, block: NOTHING, between: NOTHING, after: NOTHING }];
    const options = { strict: true, knownHelpers: HELPERS, knownHelpersOnly: true, noEscape: !form.escaped };
    const render = (source: string): Render => (source === '' ? NOTHING : engine.compile(source, options));
    const source = template[part];
    if (form.oneLine) return [part, { before: render(source), block: NOTHING, between: NOTHING, after: NOTHING }];
    const { start, end, guestsAt } = blockOf(source);
    return [
      part,
      {
        before: render(source.slice(0, start)),
        block: render(source.slice(start, end)),
        between: render(source.slice(end, guestsAt)),
        after: render(source.slice(guestsAt)),
      },
    ];
  });
  const each = (make: (cutPart: CutPart, part: Part) => string): Text =>
    Object.fromEntries(cut.map(([part, one]) => [part, make(one, part)])) as Text;
  return {
    whole: (context, guests) =>
      each(({ before, block, between, after }, part) => {
        const others = guests.map((guest) => `\n${guest[part]}`).filter((text) => text !== '\n');
        return [before(context), block(context), between(context), ...others, after(context)].join('');
      }),
    block: (context) => each(({ block }) => block(context)),
  };
}
