/**
 * What the server does to a mail. hang: falls silent after the connection, MAIL, DATA (no 354) or the final dot.
 * acceptThenDrop: takes the mail, then cuts the connection without an answer. slow: answers the final dot late.
 * flap: cuts every other connection at once. A rule for one recipient acts from RCPT on: its hang at connect or mail is
 * none.
 */
export type SmtpBehaviour =
  | { readonly kind: 'normal' }
  | { readonly kind: 'hang'; readonly phase: 'connect' | 'mail' | 'data' | 'final' }
  | { readonly kind: 'acceptThenDrop' }
  | { readonly kind: 'reject4xx' | 'reject5xx'; readonly phase: 'rcpt' | 'data'; readonly code?: number }
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'flap' };

export const NORMAL: SmtpBehaviour = { kind: 'normal' };

/** The reply that a rejecting behaviour gives in a phase, as smtp-server wants it; undefined where it gives none. */
export function rejectionIn(phase: 'rcpt' | 'data', behaviour: SmtpBehaviour): Error | undefined {
  if ((behaviour.kind !== 'reject4xx' && behaviour.kind !== 'reject5xx') || behaviour.phase !== phase) return undefined;
  const responseCode = behaviour.code ?? (behaviour.kind === 'reject4xx' ? 451 : 550);
  return Object.assign(new Error(`${behaviour.kind} as told`), { responseCode });
}
