/** The same text with comments of SQL and TypeScript blanked, so that offsets and lines stay what they were. */
export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|--[^\n]*|^\s*\/\/[^\n]*/gm, (comment) => comment.replace(/[^\n]/g, ' '));
}

/**
 * The part of a TypeORM migration that goes forward: everything outside of `up` is blanked, lines stay what they were.
 */
export function forwardPart(source: string): string {
  const start = source.search(/\bup\s*\(/);
  const end = source.search(/\basync\s+down\s*\(|\bpublic\s+(async\s+)?down\s*\(/);
  const blank = (part: string): string => part.replace(/[^\n]/g, ' ');
  const from = start < 0 ? 0 : start;
  const to = end < from ? source.length : end;
  return blank(source.slice(0, from)) + source.slice(from, to) + blank(source.slice(to));
}

export interface AlterAction {
  readonly text: string;
  readonly at: number;
}

/** The comma-separated actions of every `alter table` statement, with the offset of each. */
export function* alterActions(code: string): Generator<AlterAction> {
  for (const { 0: statement, index } of code.matchAll(/\balter\s+table\b[^;`]*/gi)) {
    const head = /^alter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?[\w."$]+(?:\{[^}]*\})?\s+/i.exec(statement);
    let at = head ? head[0].length : 0;
    for (const part of topLevelParts(statement.slice(at))) {
      const lead = part.length - part.trimStart().length;
      yield { text: part.trim(), at: index + at + lead };
      at += part.length + 1;
    }
  }
}

function topLevelParts(list: string): string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const character of list) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}
