import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Zone rules of the tz database as pinned by the `moment-timezone` data file, not those of ICU: Node's are up to a year
 * behind, and differ between the Node versions we run on (stack.md, Runtime). Only the data is used, not the library.
 */
export interface ZoneRules {
  /** Instants (epoch ms) at which each offset but the last ends; ascending. */
  readonly until: readonly number[];
  /** Milliseconds to add to UTC; one more entry than `until`. */
  readonly offset: readonly number[];
}

const home = dirname(createRequire(import.meta.url).resolve('moment-timezone/package.json'));
const data = JSON.parse(readFileSync(join(home, 'data/packed/latest.json'), 'utf8')) as {
  readonly version: string;
  readonly zones: readonly string[];
  readonly links: readonly string[];
};

/** Release of the tz database in use, such as '2026f'. */
export const ZONE_RULES_VERSION: string = data.version;

const packed = new Map(data.zones.map((line) => [line.slice(0, line.indexOf('|')), line]));
const links = new Map(data.links.map((line) => line.split('|').reverse() as [string, string]));
const unpacked = new Map<string, ZoneRules>();

/** All names known, links (old and alternative names) included, unordered. */
export function ruleNames(): string[] {
  return [...packed.keys(), ...links.keys()];
}

/** Rules of a zone, unpacked on first use; undefined for an unknown name. Names are case-sensitive. */
export function zoneRules(name: string): ZoneRules | undefined {
  const known = unpacked.get(name);
  if (known) return known;
  const line = packed.get(links.get(name) ?? name);
  if (line === undefined) return undefined;
  const rules = unpack(line);
  unpacked.set(name, rules);
  return rules;
}

/**
 * `name|abbreviations|offsets|offset index per segment|segment lengths|population`, in minutes of base 60, west
 * positive.
 */
function unpack(line: string): ZoneRules {
  const [, , offsets = '', indices = '', lengths = ''] = line.split('|');
  const minutesWest = offsets.split(' ').map(base60);
  let minutes = 0;
  return {
    until:
      lengths === '' ? [] : lengths.split(' ').map((length) => Math.round((minutes += base60(length)) * 60) * 1000),
    offset: [...indices].map((index) => 0 - Math.round((minutesWest[base60(index)] ?? Number.NaN) * 60) * 1000),
  };
}

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWX';

function base60(text: string): number {
  const negative = text.startsWith('-');
  const [whole = '', fraction = ''] = (negative ? text.slice(1) : text).split('.');
  let value = 0;
  for (const digit of whole) value = value * 60 + DIGITS.indexOf(digit);
  let weight = 1;
  for (const digit of fraction) value += DIGITS.indexOf(digit) * (weight /= 60);
  return negative ? -value : value;
}
