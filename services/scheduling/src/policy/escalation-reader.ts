import type { Template } from '../template/template.js';
import { FieldReader } from './field-reader.js';
import { GRADES, HEARD, type Escalation, type Heard, type PolicyStep } from './policy.js';
import { NAME, readRungs } from './track-reader.js';
import type { YamlReader } from './yaml-reader.js';

type Path = readonly (string | number)[];

const FIELDS = ['after', 'without', 'grade', 'when', 'channels', 'template'];
const MOST = 5;
/** From this node on silence is shorter (requirements.md, Defaults worth shipping). */
const NEAR_NODE = 7;
const AFTER = 'PT48H';
const AFTER_NEAR = 'PT24H';
const words = (of: readonly string[]): string[] => of.map((word) => word.toLowerCase());

/** Reads what follows on the silence of a step: never the same channel twice in a row, never the step's own text. */
export function readEscalations(
  yaml: YamlReader,
  path: Path,
  step: FieldReader,
  own: Pick<PolicyStep, 'node' | 'tracks'>,
  templates: readonly Template[],
): Escalation[] {
  if (step.raw('escalate') === undefined) return [];
  let before = own.tracks.flatMap((rungs) => firstOf(rungs));
  return step.list('escalate', 1, MOST).map((value, i) => {
    const read = readEscalation(yaml, [...path, i], value, own, templates);
    const [first] = firstOf(read.rungs);
    if (first !== undefined && before.includes(first))
      yaml.refuse([...path, i, 'channels'], 'same_channel', `${first} was not answered: another channel comes first`);
    before = firstOf(read.rungs);
    return read;
  });
}

function firstOf(rungs: Escalation['rungs']): string[] {
  return rungs.slice(0, 1).map(({ channel }) => channel);
}

function readEscalation(
  yaml: YamlReader,
  path: Path,
  value: unknown,
  { node, tracks }: Pick<PolicyStep, 'node' | 'tracks'>,
  templates: readonly Template[],
): Escalation {
  const fields = new FieldReader(yaml, path, value, FIELDS);
  const after = fields.text('after', /^PT(?!0+H)\d{1,4}H$/, AFTER_RULE, node > NEAR_NODE ? AFTER : AFTER_NEAR);
  const without = wordOf(fields.choice('without', words(HEARD), 'opened'), HEARD);
  const shared = fields.raw('template') === undefined ? null : fields.text('template', NAME, 'the name of a template');
  const rungs = readRungs(yaml, path, [...path, 'channels'], fields.raw('channels'), shared, templates);
  const told = new Set(tracks.flat().map(({ template }) => template));
  if (rungs.some(({ template }) => template !== '' && told.has(template)))
    yaml.refuse([...path, 'template'], 'same_template', 'who did not answer gets another text than that of the step');
  return {
    afterHours: Number(after.slice(2, -1)),
    without,
    grade: wordOf(fields.choice('grade', words(GRADES), 'medium'), GRADES),
    when: whenOf(fields, without),
    rungs,
  };
}

const AFTER_RULE = 'open hours of the addressee, one at least, as in PT48H';

/** Only what is heard sooner than what is waited for can be there without it. */
function whenOf(fields: FieldReader, without: Heard): Heard | null {
  if (fields.raw('when') === undefined) return null;
  const weaker = HEARD.slice(0, HEARD.indexOf(without));
  if (weaker.length === 0) {
    fields.refuse('when', 'unknown_value', `nothing comes before ${without.toLowerCase()}`);
    return null;
  }
  return wordOf(fields.choice('when', words(weaker), words(weaker)[0] as string), HEARD);
}

function wordOf<W extends string>(word: string, known: readonly W[]): W {
  return known.find((one) => one.toLowerCase() === word) as W;
}
