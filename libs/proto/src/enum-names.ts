import type { BareName } from './enum-name.js';

/** The bare words of a proto enum, without the one that says nothing. */
export type EnumWord<P extends string, E extends string> = Exclude<BareName<P, `${E}`>, 'UNSPECIFIED'>;

/** The two ways between a proto enum (`TERM_STATE_OPEN`) and the bare words of domain and SQL (`OPEN`). */
export interface EnumNames<Word extends string, E extends string> {
  readonly words: readonly Word[];
  /** The word of a value; null for UNSPECIFIED, undefined for a value that this build does not know. */
  word(value: E): Word | null | undefined;
  value(word: Word): E;
}

/** `enumNames('TERM_STATE_', TermState)`; made once for each enum, where the module loads. */
export function enumNames<P extends string, E extends string>(
  prefix: P,
  values: Readonly<Record<string, E>>,
): EnumNames<EnumWord<P, E>, E> {
  type Word = EnumWord<P, E>;
  const valueOf = new Map<string, E>();
  const wordOf = new Map<string, Word | null>();
  for (const value of Object.values(values)) {
    if (!value.startsWith(prefix)) continue;
    const word = value.slice(prefix.length);
    wordOf.set(value, word === 'UNSPECIFIED' ? null : (word as Word));
    if (word !== 'UNSPECIFIED') valueOf.set(word, value);
  }
  return {
    words: [...valueOf.keys()] as Word[],
    word: (value) => wordOf.get(value),
    value: (word) => {
      const value = valueOf.get(word);
      if (value === undefined) throw new RangeError(`${prefix}${word} is no value of its enum`);
      return value;
    },
  };
}
