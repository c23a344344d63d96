import type { TextContext, WrittenText } from '../channel/channel.js';

/**
 * A text that names what it lacks instead of failing: a variable without a fact stands in it between angle brackets.
 * @param named every variable that the text names @param missing is told of each that has no fact
 */
export function withMissingNamed<T extends WrittenText>(
  text: T,
  named: ReadonlySet<string>,
  missing: (name: string) => void,
): T {
  const filled = (context: TextContext, riderOf?: TextContext): TextContext => {
    const whole = Object.assign(Object.create(null) as Record<string, TextContext[string]>, context);
    for (const name of named) {
      if (name in whole || (riderOf && name in riderOf && !RIDERS_OWN.has(name))) continue;
      if (LOOPS.has(name)) continue;
      missing(name);
      whole[name] = `<${name}>`;
    }
    const { riders } = context;
    if (Array.isArray(riders)) whole['riders'] = riders.map((rider: TextContext) => filled(rider, context)) as never;
    return whole;
  };
  return { ...text, whole: (context, guests) => text.whole(filled(context), guests) };
}

/** What Handlebars itself gives within a list. */
const LOOPS = new Set(['index', 'first', 'last', 'riders']);
/** Facts of a term: one that another rider has is still missing for this one. */
const RIDERS_OWN = new Set(['product', 'lastDay', 'nextDay', 'earlierLastDay', 'amount', 'payLink']);
