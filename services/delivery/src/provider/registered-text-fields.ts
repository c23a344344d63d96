import { z } from 'zod';
import { SMS_TEXT } from '../channel/sms/sms-channel.js';

/** A link is none of them: no provider takes one as a value. */
const VARIABLES = [
  ...SMS_TEXT.variables.filter((name) => !['several', 'payLink', 'unsubscribeLink'].includes(name)),
  'payToken',
];

export const variable = z.enum(VARIABLES as [string, ...string[]], {
  error: `must be one of ${VARIABLES.join(', ')}; a link is no value, its token (payToken) is`,
});

/** What every registered text is set with. */
export const REGISTERED_FIELDS = {
  template: z
    .string({ error: 'is required: the name of our template' })
    .regex(/^[a-z][a-z0-9-]{0,63}$/, { error: 'must be the name of a template' }),
  locale: z.string({ error: 'is required: the language of our template' }).min(2).max(20),
  code: z.string({ error: "is required: the provider's name of it" }).min(1).max(64),
  text: z.string({ error: 'is required: the text as it was registered' }).min(1).max(1_000),
  state: z.enum(['registered', 'pending', 'refused'], { error: 'must be registered, pending or refused' }),
};

/** Every gap of the text has its variable, and every variable its gap. */
export function checkGaps(
  { text, gaps }: { readonly text: string; readonly gaps: readonly string[] },
  pattern: RegExp,
  context: z.RefinementCtx,
): void {
  const found = new Set([...text.matchAll(pattern)].map(([sign]) => sign));
  const missing = [...found].filter((sign) => !gaps.includes(sign));
  const surplus = gaps.filter((sign) => !found.has(sign));
  if (missing.length > 0)
    context.addIssue({ code: 'custom', path: ['variables'], message: `must say what ${missing.join(', ')} is` });
  if (surplus.length > 0)
    context.addIssue({ code: 'custom', path: ['variables'], message: `the text has no ${surplus.join(', ')}` });
}
