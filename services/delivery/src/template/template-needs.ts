import Handlebars from 'handlebars';
import { PARTS, type Need, type TextForm } from '../channel/channel.js';
import type { TemplateDraft } from './template.js';

/** What a message of this text needs, as the variables say that it names. The text is a valid one. */
export function needsOf(template: TemplateDraft, form: TextForm): Need[] {
  const found = new Set([...namesOf(template, form)].flatMap((name) => form.needs[name] ?? []));
  return [...found].sort();
}

/** Every variable that a valid text names. */
export function namesOf(template: TemplateDraft, form: TextForm): Set<string> {
  const known = new Set([...form.variables, ...form.riderVariables]);
  const names = new Set<string>();
  const finder = new NameFinder(names);
  for (const part of PARTS) if (form.parts[part]) finder.accept(Handlebars.parseWithoutProcessing(template[part]));
  return new Set([...names].filter((name) => known.has(name)));
}

/** Collects the last word of every path; `../amount` and `amount` are one variable. */
class NameFinder extends Handlebars.Visitor {
  constructor(private readonly names: Set<string>) {
    super();
  }

  override PathExpression(path: hbs.AST.PathExpression): void {
    const name = path.parts.at(-1);
    if (typeof name === 'string') this.names.add(name);
  }
}
