import type { FieldRule } from '@perennial/kernel/field-rules';
import type { YamlReader } from './yaml-reader.js';

const DURATION = /^P(?=.)(?:(\d{1,4})D)?(?:T(\d{1,4})H)?$/;

/**
 * Reads the fields of one mapping; unknown ones are refused. Values that are refused come back as harmless defaults.
 */
export class FieldReader {
  readonly #fields: Readonly<Record<string, unknown>>;

  constructor(
    private readonly yaml: YamlReader,
    private readonly path: readonly (string | number)[],
    value: unknown,
    known: readonly string[],
  ) {
    const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!isMapping) yaml.refuse(path, 'not_an_object', 'must be a mapping of fields');
    this.#fields = isMapping ? (value as Record<string, unknown>) : {};
    for (const name of Object.keys(this.#fields)) {
      if (!known.includes(name)) this.refuse(name, 'unknown_field', `unknown field; known are ${known.join(', ')}`);
    }
  }

  refuse(name: string, rule: FieldRule, message: string): void {
    this.yaml.refuse([...this.path, name], rule, message);
  }

  /** The raw value; undefined where the field is missing. */
  raw(name: string): unknown {
    return Object.hasOwn(this.#fields, name) ? this.#fields[name] : undefined;
  }

  text(name: string, shape: RegExp, rule: string, fallback?: string): string {
    const value = this.raw(name) ?? fallback;
    if (typeof value === 'string' && shape.test(value)) return value;
    this.refuse(name, value === undefined ? 'required' : 'not_a_text', `must be ${rule}`);
    return '';
  }

  choice<T extends string>(name: string, choices: readonly T[], fallback: T): T {
    const value = this.raw(name) ?? fallback;
    if (choices.includes(value as T)) return value as T;
    this.refuse(name, 'unknown_value', `must be one of ${choices.join(', ')}`);
    return fallback;
  }

  integer(name: string, least: number, most: number, fallback: number): number {
    const value = this.raw(name) ?? fallback;
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
    this.refuse(name, 'out_of_range', `must be a whole number from ${least} to ${most}`);
    return fallback;
  }

  flag(name: string): boolean {
    const value = this.raw(name) ?? false;
    if (typeof value !== 'boolean') this.refuse(name, 'not_a_boolean', 'must be true or false');
    return value === true;
  }

  /** @returns milliseconds of days and hours, as in P14D, PT72H or P1DT12H. */
  duration(name: string, fallback: string): number {
    const value = this.raw(name) ?? fallback;
    const match = typeof value === 'string' ? DURATION.exec(value) : null;
    if (match && (match[1] ?? match[2])) return (Number(match[1] ?? 0) * 24 + Number(match[2] ?? 0)) * 3_600_000;
    this.refuse(name, 'not_a_duration', 'must be a duration of days and hours, as in P14D or PT72H');
    return 0;
  }

  list(name: string, least: number, most: number, fallback?: readonly unknown[]): readonly unknown[] {
    const value = this.raw(name) ?? fallback;
    if (Array.isArray(value) && value.length >= least && value.length <= most) return value as unknown[];
    this.refuse(name, value === undefined ? 'required' : 'not_a_list', `must be a list of ${least} to ${most} entries`);
    return [];
  }
}
