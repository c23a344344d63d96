import Handlebars from 'handlebars';

/** Where in a source the part that speaks of the riders lies, and where the blocks of other texts go. */
export interface Block {
  readonly start: number;
  readonly end: number;
  readonly guestsAt: number;
}

const BEGIN = 'block';
const END = 'end of block';
/** Lists around `each riders`: the block takes them along. */
const OPENED = /(?:<(?:ul|ol|dl|table|tbody)\b[^<>]*>\s*)+$/i;
const CLOSED = /^(?:\s*<\/(?:ul|ol|dl|table|tbody)>)+/i;

/** The marks of blocks in a source, in order; they are comments, so that a build that knows no blocks skips them. */
export function blockMarks(body: readonly hbs.AST.Statement[]): ('begin' | 'end')[] {
  return body.flatMap((node) => (isMark(node, BEGIN) ? ['begin' as const] : isMark(node, END) ? ['end' as const] : []));
}

/**
 * The block of a valid source: between its marks, else its list of riders, else all of it. A text whose block is all
 * of it puts those of others behind its end.
 */
export function blockOf(source: string): Block {
  const { body } = Handlebars.parseWithoutProcessing(source);
  const offset = offsets(source);
  const begin = body.find((node) => isMark(node, BEGIN));
  const end = body.find((node) => isMark(node, END));
  if (begin && end) {
    const to = lineStart(source, offset(end.loc.start));
    return { start: lineEnd(source, offset(begin.loc.end)), end: to, guestsAt: to };
  }
  const list = body.find((node) => node.type === 'BlockStatement' && isRiders(node as hbs.AST.BlockStatement));
  if (!list) return { start: 0, end: source.length, guestsAt: source.length };
  return withLists(source, lineStart(source, offset(list.loc.start)), lineEnd(source, offset(list.loc.end)));
}

function withLists(source: string, start: number, end: number): Block {
  const opened = OPENED.exec(source.slice(0, start));
  const closed = CLOSED.exec(source.slice(end));
  const guestsAt = closed ? lineEnd(source, end + closed[0].length) : end;
  const tags = (text: string): number => text.split('<').length - 1;
  if (!opened || !closed || tags(opened[0]) !== tags(closed[0])) return { start, end, guestsAt };
  return { start: start - opened[0].length, end: guestsAt, guestsAt };
}

function isMark(node: hbs.AST.Statement, words: string): boolean {
  return node.type === 'CommentStatement' && (node as hbs.AST.CommentStatement).value.trim() === words;
}

function isRiders({ path, params: [subject] }: hbs.AST.BlockStatement): boolean {
  const named = subject as hbs.AST.PathExpression | undefined;
  return path.original === 'each' && named?.original === 'riders';
}

/** Offset of a line (from 1) and column. */
function offsets(source: string): (position: hbs.AST.Position) => number {
  const starts = [0];
  for (const { index } of source.matchAll(/\r?\n/g)) starts.push(source.indexOf('\n', index) + 1);
  return ({ line, column }) => (starts[line - 1] ?? 0) + column;
}

/** Where the line begins whose blanks alone lie before `at`; else `at` itself. */
function lineStart(source: string, at: number): number {
  const blanks = /(?<=^|\n)[ \t]*$/.exec(source.slice(0, at));
  return blanks ? at - blanks[0].length : at;
}

/** Behind the line break that follows `at` after blanks alone; else `at` itself. */
function lineEnd(source: string, at: number): number {
  return at + (/^[ \t]*(\r?\n|$)/.exec(source.slice(at))?.[0].length ?? 0);
}
