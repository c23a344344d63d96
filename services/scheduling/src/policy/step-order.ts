import type { ReadStep } from './step-reader.js';
import type { YamlReader } from './yaml-reader.js';

/** Days after the last day at which an unpaid term lapses (protocol.md, States). */
export const GRACE_DAYS = 30;

/** Rules between steps: order of time, no two alike, none outside the term and its grace. */
export function checkSteps(yaml: YamlReader, steps: readonly ReadStep[], longestLead: number): void {
  const seen = new Map<string, number>();
  steps.forEach((step, i) => {
    const path = ['steps', i, 'node'];
    if (step.node > longestLead)
      yaml.refuse(path, 'lead_too_long', `a step lies at most ${longestLead} days before the last day`);
    if (step.node < 0 && !step.afterExpiry)
      yaml.refuse(
        path,
        'after_term_end',
        "the step lies after its term's end; if that is meant, say afterExpiry: true",
      );
    if (step.node < -GRACE_DAYS)
      yaml.refuse(path, 'after_lapse', `the term lapses ${GRACE_DAYS} days after its last day`);
    if (step.node >= 0 && step.afterExpiry)
      yaml.refuse(path, 'before_term_end', 'afterExpiry is for steps T+1 and later');
    const before = steps[i - 1];
    if (before && before.node < step.node)
      yaml.refuse(path, 'order', 'steps stand in order of time: the farthest from the last day first');
    const key = `${step.node}/${step.purpose}/${step.audience}`;
    const twin = seen.get(key);
    if (twin !== undefined)
      yaml.refuse(['steps', i], 'two_steps_alike', `same node, purpose and audience as steps[${twin}]`);
    seen.set(key, i);
  });
}
