/** Letters that are written from right to left, by their blocks. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
/** Marks that change the direction of what follows; within a name they would end our isolation, or reach beyond it. */
const DIRECTING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const [FIRST_STRONG, POP] = ['\u2068', '\u2069'];
/** Languages that are written from right to left: there every name is isolated. */
const LANGUAGES = new Set(['ar', 'ckb', 'dv', 'fa', 'he', 'ku', 'ps', 'sd', 'ug', 'ur', 'yi']);

/**
 * A name for a running text, in isolation where its direction could move its neighbours about (UAX #9): a date behind
 * `תוכנה 2` stays where it was written. @param locale of the text around it
 */
export function isolate(name: string, locale: string): string {
  const plain = name.replaceAll(DIRECTING, '');
  const needed = RIGHT_TO_LEFT.test(plain) || LANGUAGES.has(locale.split(/[-_]/)[0]?.toLowerCase() ?? '');
  return needed && plain !== '' ? FIRST_STRONG + plain + POP : plain;
}

/** A text without any mark of direction: for whoever compares what is said, not how it is laid out. */
export function withoutMarks(text: string): string {
  return text.replaceAll(DIRECTING, '');
}
