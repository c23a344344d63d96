/** The bare word behind the prefix of a string enum: `'OPEN'` of `'TERM_STATE_OPEN'`. */
export type BareName<P extends string, E extends string> = E extends `${P}${infer R}` ? R : never;

/**
 * Proto enums carry their type's name as a prefix; SQL and domain use the bare words. `bareName('TERM_STATE_', value)`
 * narrows to the words the enum has. A value without the prefix (UNRECOGNIZED) throws RangeError: edges refuse it
 * before.
 */
export function bareName<P extends string, E extends string>(prefix: P, value: E): BareName<P, E> {
  if (!value.startsWith(prefix)) throw new RangeError(`${value} does not begin with ${prefix}`);
  return value.slice(prefix.length) as BareName<P, E>;
}
