import { parseNode } from '@perennial/calendar/node';
import type { SendWindow } from '@perennial/calendar/window';
import { DAY } from '@perennial/kernel/instant';
import { OWNER_ROLES } from '../owner/owner.js';
import type { Template } from '../template/template.js';
import { readEscalations } from './escalation-reader.js';
import { FieldReader } from './field-reader.js';
import { AFTER_END, type FirstContact, type PolicyStep } from './policy.js';
import { isRouted, NAME, readTracks } from './track-reader.js';
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
  'repeatGap',
  'every',
  'afterExpiry',
  'escalate',
];
const NAME_RULE = 'lower-case letters, digits and hyphens, beginning with a letter';
/** Roles that a contact can have, as contracts takes them. */
export const CONTACT_ROLES = ['renewal', 'billing', 'technical', 'executive'];
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
  templates: readonly Template[],
): ReadStep {
  const fields = new FieldReader(yaml, path, value, FIELDS);
  const node = parseNode(fields.text('node', /^T[+-]/, 'T-<days> before the last day, or T+<days> after it'));
  if (node === null && fields.raw('node') !== undefined)
    fields.refuse('node', 'not_a_name', 'must be T-<days> or T+<days>, as in T-30');
  const audience = fields.choice('audience', ['customer', 'internal'], 'customer');
  const tracks = readTracks(yaml, path, fields, templates);
  return {
    node: node ?? 0,
    purpose: fields.text('purpose', NAME, NAME_RULE),
    audience: audience === 'internal' ? 'INTERNAL' : 'CUSTOMER',
    roles: rolesOf(fields, audience),
    tracks,
    ...(isRouted(fields, tracks) && { routed: true }),
    window: windowOf(yaml, [...path, 'window'], fields.raw('window') ?? DEFAULT_WINDOW),
    roll: fields.choice('roll', ['later', 'earlier'], 'later'),
    legal: fields.flag('legal'),
    lateMs: fields.duration('late', 'P3D'),
    repeatAfterMs: fields.duration('repeatAfter', 'P14D'),
    repeatGapMs: fields.duration('repeatGap', 'P3D'),
    everyDays: everyOf(fields),
    escalate: readEscalations(yaml, [...path, 'escalate'], fields, { node: node ?? 0, tracks }, templates),
    afterExpiry: fields.flag('afterExpiry'),
  };
}

/** Only what lies behind the end can repeat: before it the steps are counted from the last day. */
function everyOf(fields: FieldReader): number | null {
  if (fields.raw('every') === undefined) return null;
  const days = fields.duration('every', 'P7D') / DAY;
  if (fields.raw('afterExpiry') !== true || !Number.isInteger(days) || days < 1)
    fields.refuse('every', 'not_a_duration', 'a step repeats after expiry only, every whole number of days: P7D');
  return days;
}

const CONTACT_FIELDS = ['roles', 'tracks', 'template', 'window', 'late', 'repeatGap', 'afterEnd'];

/** Reads how somebody is told at once who has heard nothing yet. */
export function readFirstContact(yaml: YamlReader, value: unknown, templates: readonly Template[]): FirstContact {
  const path = ['firstContact'];
  const fields = new FieldReader(yaml, path, value, CONTACT_FIELDS);
  const tracks = readTracks(yaml, path, fields, templates);
  const afterEnd = fields.raw('afterEnd') === undefined ? AFTER_END : fields.text('afterEnd', NAME, NAME_RULE);
  return {
    node: 0,
    purpose: 'first-contact',
    audience: 'CUSTOMER',
    roles: rolesOf(fields, 'customer'),
    tracks,
    ...(isRouted(fields, tracks) && { routed: true }),
    window: windowOf(yaml, [...path, 'window'], fields.raw('window') ?? DEFAULT_WINDOW),
    roll: 'later',
    legal: false,
    lateMs: fields.duration('late', 'P3D'),
    repeatAfterMs: 0,
    repeatGapMs: fields.duration('repeatGap', 'P3D'),
    everyDays: null,
    escalate: [],
    afterEnd: afterEnd === 'none' ? null : afterEnd,
  };
}

function rolesOf(fields: FieldReader, audience: 'customer' | 'internal'): string[] {
  const internal = audience === 'internal';
  const roles = fields.list('roles', 1, 10, [internal ? 'owner' : 'renewal']);
  const good = roles.filter(
    (role): role is string =>
      typeof role === 'string' &&
      (internal ? OWNER_ROLES.words.map((word) => word.toLowerCase()) : CONTACT_ROLES).includes(role),
  );
  if (good.length !== roles.length || new Set(good).size !== good.length) {
    const known = internal ? OWNER_ROLES.words.join(', ').toLowerCase() : CONTACT_ROLES.join(', ');
    fields.refuse('roles', 'names', `must be a list of roles of ${known}, each once`);
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
