import { DAY } from '@perennial/kernel/instant';
import { err, ok, type Result } from '@perennial/kernel/result';
import type { FieldViolation } from '@perennial/kernel/violation';
import type { Template } from '../template/template.js';
import { compileCondition } from './policy-condition.js';
import type { CompiledPolicy, PolicyDocument } from './policy.js';
import { checkSteps } from './step-order.js';
import { FieldReader } from './field-reader.js';
import { readFirstContact, readStep } from './step-reader.js';
import { YamlReader } from './yaml-reader.js';

const LONGEST_DOCUMENT = 64 * 1024;
const FIELDS = ['policy', 'priority', 'select', 'horizon', 'firstContact', 'steps'];
const MOST_STEPS = 40;
/**
 * The farthest a step may lie before the end: contract.expiring comes 400 days before it (protocol.md, Who decides
 * what).
 */
export const LONGEST_LEAD_DAYS = 400;

/**
 * Reads a policy document. Every broken rule is reported with its path and, in the message, its line.
 * @param templates those that a step may use; none where it is not to be checked.
 */
export function readPolicy(
  text: string,
  templates: readonly Template[],
): Result<PolicyDocument, readonly FieldViolation[]> {
  if (text.length > LONGEST_DOCUMENT)
    return err([
      { field: 'document', rule: 'too_long', message: `a policy has at most ${LONGEST_DOCUMENT} characters` },
    ]);
  const yaml = new YamlReader(text);
  if (yaml.violations.length > 0) return err(yaml.violations);
  const fields = new FieldReader(yaml, [], yaml.root, FIELDS);
  const policy = fields.text(
    'policy',
    /^[a-z][a-z0-9-]{0,62}$/,
    'lower-case letters, digits and hyphens, beginning with a letter',
  );
  const priority = fields.integer('priority', 0, 10_000, 100);
  const select = fields.text('select', /^[^\0]{1,4000}$/s, 'a CEL expression of at most 4000 characters');
  const horizonDays = fields.duration('horizon', 'P400D') / 86_400_000;
  if (horizonDays > LONGEST_LEAD_DAYS)
    yaml.refuse(['horizon'], 'lead_too_long', `a horizon is at most ${LONGEST_LEAD_DAYS} days`);
  const condition = compileCondition(select);
  if (select !== '' && !condition.ok) yaml.refuse(['select'], 'condition', condition.error);
  const steps = fields.list('steps', 1, MOST_STEPS).map((step, i) => readStep(yaml, ['steps', i], step, templates));
  const contact = fields.raw('firstContact');
  const firstContact = contact === undefined ? null : readFirstContact(yaml, contact, templates);
  checkSteps(yaml, steps, Math.min(horizonDays, LONGEST_LEAD_DAYS));
  return yaml.violations.length > 0 ? err(yaml.violations) : ok({ policy, priority, select, steps, firstContact });
}

/** A document that a build before 0.3 read lacks what came later. */
function withDefaults(document: PolicyDocument): PolicyDocument {
  const { firstContact = null, steps } = document as Partial<PolicyDocument>;
  const later = { repeatGapMs: 3 * DAY, everyDays: null, escalate: [] };
  return { ...document, firstContact, steps: (steps ?? []).map((step) => ({ ...later, ...step })) };
}

/** Makes a stored document evaluable; refused with a sentence where this build cannot. */
export function compilePolicy(document: PolicyDocument, version: number): Result<CompiledPolicy, string> {
  const condition = compileCondition(document.select);
  return condition.ok ? ok({ ...withDefaults(document), version, matches: condition.value }) : condition;
}
