import { createHash } from 'node:crypto';

/** A number in [0, 1) that depends on nothing but the words: the same on every machine and in every run. */
export function fraction(...words: readonly string[]): number {
  return createHash('sha256').update(words.join('\u0000')).digest().readUInt32BE(0) / 2 ** 32;
}

/** One of `choices`, each as likely as the others. */
export function choose<T>(choices: readonly T[], ...words: readonly string[]): T {
  return choices[Math.floor(fraction(...words) * choices.length)] as T;
}
