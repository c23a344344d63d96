import { parseNode } from '@perennial/calendar/node';
import type { SendWindow } from '@perennial/calendar/window';
import { FieldReader } from './field-reader.js';
import type { PolicyStep } from './policy.js';
import type { YamlReader } from './yaml-reader.js';

const FIELDS = [
  'node',
  'purpose',
  'audience',
  'roles',
  'tracks',
  'template',
  'window',
  'roll',
  'legal',
  'late',
  'repeatAfter',
  'afterExpiry',
];
/** Channels that delivery can send on. */
const CHANNELS = ['email'];
const NAME = /^[a-z][a-z0-9-]{0,40}$/;
const NAME_RULE = 'lower-case letters, digits and hyphens, beginning with a letter';
/** Quiet hours (requirements.md, Defaults worth shipping). */
const DEFAULT_WINDOW = { from: '09:00', to: '20:00', days: 'working' };

/** A step as read, with the flag that allows it to lie after the term's end. */
export interface ReadStep extends PolicyStep {
  readonly afterExpiry: boolean;
}

/** Reads one step; what is wrong with it is collected by the reader. */
export function readStep(
  yaml: YamlReader,
  path: readonly (string | number)[],
  value: unknown,
  templates: readonly string[],
): ReadStep {
  const fields = new FieldReader(yaml, path, value, FIELDS);
  const node = parseNode(fields.text('node', /^T[+-]/, 'T-<days> before the last day, or T+<days> after it'));
  if (node === null && fields.raw('node') !== undefined)
    fields.refuse('node', 'not_a_name', 'must be T-<days> or T+<days>, as in T-30');
  const audience = fields.choice('audience', ['customer', 'internal'], 'customer');
  if (audience === 'internal')
    fields.refuse(
      'audience',
      'audience_not_available',
      "internal steps need an owner's address, which is not available",
    );
  const template = fields.text('template', NAME, 'the name of a template');
  if (template !== '' && !templates.includes(template))
    fields.refuse('template', 'unknown_template', `unknown template; known are ${templates.join(', ')}`);
  return {
    node: node ?? 0,
    purpose: fields.text('purpose', NAME, NAME_RULE),
    audience: 'CUSTOMER',
    roles: names(fields, 'roles', fields.list('roles', 1, 10, ['renewal']), null),
    tracks: fields
      .list('tracks', 1, 5, [['email']])
      .map((track) => names(fields, 'tracks', Array.isArray(track) ? (track as unknown[]) : [], CHANNELS)),
    template,
    window: windowOf(yaml, [...path, 'window'], fields.raw('window') ?? DEFAULT_WINDOW),
    roll: fields.choice('roll', ['later', 'earlier'], 'later'),
    legal: fields.flag('legal'),
    lateMs: fields.duration('late', 'PT72H'),
    repeatAfterMs: fields.duration('repeatAfter', 'P14D'),
    afterExpiry: fields.flag('afterExpiry'),
  };
}

function names(
  fields: FieldReader,
  name: string,
  values: readonly unknown[],
  known: readonly string[] | null,
): string[] {
  const good = values.filter(
    (value): value is string => typeof value === 'string' && NAME.test(value) && (known?.includes(value) ?? true),
  );
  if (values.length === 0 || good.length !== values.length || new Set(good).size !== good.length) {
    fields.refuse(
      name,
      'names',
      known
        ? `every track lists channels, each once, of ${known.join(', ')}`
        : `must be a list of names (${NAME_RULE}), each once`,
    );
  }
  return good;
}

function windowOf(yaml: YamlReader, path: readonly (string | number)[], value: unknown): SendWindow {
  const fields = new FieldReader(yaml, path, value, ['from', 'to', 'days']);
  const minutes = (name: string, fallback: string): number => {
    const text = fields.text(name, /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'a time of day HH:MM', fallback);
    return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
  };
  const window = {
    from: minutes('from', DEFAULT_WINDOW.from),
    to: minutes('to', DEFAULT_WINDOW.to),
    days: fields.choice('days', ['working', 'all'], 'working'),
  };
  if (window.to - window.from < 30)
    yaml.refuse(path, 'window', 'a window is open for at least half an hour: from before to');
  return window;
}
