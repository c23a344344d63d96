import Handlebars from 'handlebars';
import { PARTS, type CompiledText, type Part, type Text, type TextContext, type TextForm } from '../channel/channel.js';
import { isolate } from '@perennial/kernel/isolate';
import { blockOf } from './block.js';
import { isolateNames } from './isolate-names.js';
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
export function compileTemplate(template: TemplateDraft, { parts, names }: TextForm): CompiledText {
  const engine = Handlebars.create();
  const isolated = new Set(names);
  const inIsolation = isolation(isolated, template.locale);
  const cut = PARTS.map((part): [Part, CutPart] => {
    const form = parts[part];
    if (!form) return [part, { before: NOTHING, block: NOTHING, between: NOTHING, after: NOTHING }];
    const options = { strict: true, knownHelpers: HELPERS, knownHelpersOnly: true, noEscape: !form.escaped };
    const render = (source: string): Render => {
      if (source === '') return NOTHING;
      const compiled = engine.compile(source, options);
      return form.escaped ? compiled : (context) => compiled(inIsolation(context));
    };
    const source = form.escaped ? isolateNames(template[part], isolated) : template[part];
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

/** The parts of a text are rendered one after the other from the same context, which is copied for them once. */
function isolation(names: ReadonlySet<string>, locale: string): (context: TextContext) => TextContext {
  const copies = new WeakMap<TextContext, TextContext>();
  return (context) => {
    const copy = copies.get(context) ?? withIsolated(context, names, locale);
    copies.set(context, copy);
    return copy;
  };
}

/** The names of a context, each in isolation: in text there is no element that would do it. */
function withIsolated(context: TextContext, names: ReadonlySet<string>, locale: string): TextContext {
  const { riders } = context;
  const isolated = copied(context, names, locale);
  return typeof riders === 'object'
    ? Object.assign(isolated, { riders: riders.map((one) => copied(one, names, locale)) })
    : isolated;
}

/** Without a prototype, as what it is copied from. */
function copied<V>(fields: Readonly<Record<string, V>>, names: ReadonlySet<string>, locale: string): Record<string, V> {
  const copy = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of Object.entries(fields))
    copy[name] = names.has(name) && typeof value === 'string' ? isolate(value, locale) : value;
  return copy as Record<string, V>;
}
