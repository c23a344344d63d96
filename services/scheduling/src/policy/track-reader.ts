import { isKnown, type Template } from '../template/template.js';
import { FieldReader } from './field-reader.js';
import type { Rung } from './policy.js';
import { ROUTED } from './route-rungs.js';
import type { YamlReader } from './yaml-reader.js';

/** Channels that delivery can send on. */
const CHANNELS = ['email', 'sms', 'wecom', 'task'];
export const NAME = /^[a-z][a-z0-9-]{0,40}$/;

type Path = readonly (string | number)[];

/**
 * Reads the tracks of the step at `path`: lists of channels to fail over to. A channel is its name, with the step's
 * `template`, or `{ channel, template }` with a text of its own.
 */
export function readTracks(yaml: YamlReader, path: Path, step: FieldReader, templates: readonly Template[]): Rung[][] {
  const shared = step.raw('template') === undefined ? null : step.text('template', NAME, 'the name of a template');
  return step
    .list('tracks', 1, 5, [unnamed(step, shared, templates)])
    .map((track, i) => readRungs(yaml, path, [...path, 'tracks', i], track, shared, templates));
}

/** Whether who is told decides by which channel: the step names none, and there are several for its text. */
export function isRouted(step: FieldReader, tracks: readonly (readonly Rung[])[]): boolean {
  return step.raw('tracks') === undefined && tracks.some((rungs) => rungs.length > 1);
}

/** Channels of a step that names none: those on which its text is there; of a legal notice and to colleagues, mail. */
function unnamed(step: FieldReader, shared: string | null, templates: readonly Template[]): readonly string[] {
  if (shared === null || step.raw('legal') === true || step.raw('audience') === 'internal') return ['email'];
  return ROUTED.filter(
    (channel) => channel === 'email' || (CHANNELS.includes(channel) && isKnown(templates, { name: shared, channel })),
  );
}

/**
 * Reads one track: channels to fail over to, each once.
 * @param step where a template is named that all of them share; `shared` is that template.
 */
export function readRungs(
  yaml: YamlReader,
  step: Path,
  at: Path,
  track: unknown,
  shared: string | null,
  templates: readonly Template[],
): Rung[] {
  const entries: readonly unknown[] = Array.isArray(track) ? track : [];
  const rungs = entries.map((entry, j) => {
    const [rung, named] = readRung(yaml, step, [...at, j], entry, shared);
    if (rung.template !== '' && !isKnown(templates, { name: rung.template, channel: rung.channel }))
      yaml.refuse(named, 'unknown_template', unknownTemplate(templates, rung));
    return rung;
  });
  const channels = rungs.map(({ channel }) => channel);
  if (channels.length === 0 || new Set(channels).size !== channels.length)
    yaml.refuse(at, 'names', `every track lists channels, each once, of ${CHANNELS.join(', ')}`);
  return rungs;
}

/** @returns the rung, and where its template is named. */
function readRung(yaml: YamlReader, step: Path, at: Path, entry: unknown, shared: string | null): [Rung, Path] {
  const plain = typeof entry === 'string';
  const fields = new FieldReader(yaml, at, plain ? { channel: entry } : entry, ['channel', 'template']);
  const channel = fields.choice('channel', CHANNELS, 'email');
  if (fields.raw('template') !== undefined)
    return [{ channel, template: fields.text('template', NAME, 'the name of a template') }, [...at, 'template']];
  if (shared === null) yaml.refuse([...step, 'template'], 'required', 'must be the name of a template');
  return [{ channel, template: shared ?? '' }, [...step, 'template']];
}

function unknownTemplate(templates: readonly Template[], { channel, template }: Rung): string {
  const known = templates.filter((of) => of.channel === channel).map(({ name }) => name);
  return `there is no template ${template} for ${channel}; known are ${known.join(', ')}`;
}
