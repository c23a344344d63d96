import { createHash } from 'node:crypto';
import type { Channel, Content, MessageFacts, Rendered, TextContext, TextForm, ToldText } from '../channel.js';
import { mailContext } from '../email/mail-context.js';

const RIDER_VARIABLES = ['product', 'lastDay', 'nextDay', 'earlierLastDay', 'amount'];

/** A title and what to say: plain, and without links, which nobody can follow on the phone. */
export const TASK_TEXT: TextForm = {
  parts: {
    subject: { most: 300, oneLine: true, escaped: false },
    text: { most: 10_000, oneLine: false, escaped: false },
  },
  variables: ['customer', 'contact', 'several', 'riders', ...RIDER_VARIABLES],
  riderVariables: RIDER_VARIABLES,
  names: ['customer', 'contact', 'product'],
  needs: { amount: 'price' },
};

/** One line, and what to say. */
export interface TaskContent extends Content {
  readonly title: string;
  readonly script: string;
}

/** People: what a machine would send is told by somebody of one's own (C-04, C-07). */
export class TaskChannel implements Channel {
  readonly name = 'TASK';
  /** What came of it is told by who did it. */
  readonly evidence = ['answered'] as const;
  readonly text = TASK_TEXT;
  readonly tracesLinks = false;
  readonly needs = [] as const;

  render(told: readonly ToldText[], facts: MessageFacts): Rendered {
    const [first, ...guests] = told;
    if (!first) throw new RangeError('a task tells something');
    const contextOf = ({ text: { locale }, riders }: ToldText): TextContext => mailContext(facts, riders, locale);
    const blocks = guests.map((guest) => guest.text.block(contextOf(guest)));
    const { subject: title, text: script } = first.text.whole(contextOf(first), blocks);
    return {
      contentHash: createHash('sha256').update(title).update('\0').update(script).digest('hex'),
      content: (idempotencyKey: string): TaskContent => ({ idempotencyKey, title, script: script.trim() }),
    };
  }
}
