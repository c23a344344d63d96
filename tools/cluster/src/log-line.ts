/** Where colours go: a terminal gets them, a file does not. */
export interface LineStyle {
  readonly colour: boolean;
}

const SOURCE_WIDTH = 12;
const LEVELS: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};
const LEVEL_COLOURS: Readonly<Record<string, number>> = {
  trace: 90,
  debug: 90,
  info: 32,
  warn: 33,
  error: 31,
  fatal: 31,
};
const SOURCE_COLOURS = [36, 35, 34, 33, 32, 96, 95, 94];
/** Said by the line's beginning already, or by nobody asked for. */
const SILENT = new Set(['level', 'time', 'service', 'msg', 'err']);
const MOST_VALUE = 300;

/**
 * One line of a process as people read it: `name.replica | level message key=value`. Takes pino's JSON; any other text
 * is shown as it is. What could move the terminal's cursor is left out.
 */
export function logLine(source: string, text: string, { colour }: LineStyle): string {
  const paint = (code: number, word: string): string => (colour ? `\u001B[${code}m${word}\u001B[0m` : word);
  const head = paint(SOURCE_COLOURS[sum(source) % SOURCE_COLOURS.length] as number, source.padEnd(SOURCE_WIDTH));
  const fields = parse(text);
  if (!fields) return `${head} |       ${plain(text)}`;
  const level = LEVELS[Number(fields['level'])] ?? '';
  const rest = Object.entries(fields)
    .filter(([name]) => !SILENT.has(name))
    .map(([name, value]) => ` ${paint(90, `${name}=`)}${shown(value)}`);
  return `${head} | ${paint(LEVEL_COLOURS[level] ?? 0, level.padEnd(5))} ${plain(String(fields['msg'] ?? ''))}${rest.join('')}${failure(fields['err'])}`;
}

function parse(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function shown(value: unknown): string {
  const text = plain(typeof value === 'string' ? value : JSON.stringify(value));
  const cut = text.length > MOST_VALUE ? `${text.slice(0, MOST_VALUE)}…` : text;
  return typeof value === 'string' && /[\s"=]|^$/.test(cut) ? JSON.stringify(cut) : cut;
}

/** An error in a line: what it said, and where it came from. */
function failure(err: unknown): string {
  if (typeof err !== 'object' || err === null) return '';
  const { message, code, stack } = err as { message?: string; code?: string; stack?: string };
  const from = /\n\s+at (.+)/.exec(stack ?? '')?.[1];
  return ` err=${shown(message ?? JSON.stringify(err))}${code ? ` code=${shown(String(code))}` : ''}${from ? ` at=${shown(from)}` : ''}`;
}

function plain(text: string): string {
  return text.replace(/[\u0000-\u001F\u007F-\u009F]+/g, ' ').trim();
}

function sum(text: string): number {
  return [...text.replace(/\.\d+$/, '')].reduce((total, letter) => total + letter.charCodeAt(0), 0);
}
