/**
 * The stable reasons of our errors, by what a caller is answered (docs/errors.md has their meanings; a test compares
 * the two). They are frozen: one may be added, none may change its name. A reason is the `code` of a DomainError and
 * the `reason` of google.rpc.ErrorInfo.
 */
export const ERROR_REASONS = [
  // what was sent is wrong: INVALID_ARGUMENT, 400
  'INVALID_REQUEST',
  'INVALID_CONTACT',
  'INVALID_CSV',
  'INVALID_LINK',
  'INVALID_POLICY',
  'INVALID_TEMPLATE',
  // there is no such thing: NOT_FOUND, 404
  'ADDRESSEE_NOT_FOUND',
  'CONTRACT_NOT_FOUND',
  'CUSTOMER_NOT_FOUND',
  'HOLD_NOT_FOUND',
  'POLICY_NOT_FOUND',
  'REMINDER_NOT_FOUND',
  'REVIEW_NOT_FOUND',
  'ROUTE_NOT_FOUND',
  'TASK_NOT_FOUND',
  'TEMPLATE_NOT_FOUND',
  'TERM_NOT_FOUND',
  // there is one already: ALREADY_EXISTS, 409
  'HOLD_EXISTS',
  // the console takes it only by its own names and from its own pages: 403
  'FOREIGN_HOST',
  'FOREIGN_ORIGIN',
  // it is not in the state for that: FAILED_PRECONDITION, 409
  'CLOCK_BUSY',
  'GATEWAY_EVENT_CONFLICT',
  'ILLEGAL_TRANSITION',
  'LINK_CONSUMED',
  'NO_GATEWAY',
  'NOTHING_TO_PAY',
  'NO_QUOTE',
  'OTHER_TERM_LIVE',
  'TERM_PAID',
  'QUOTE_CHANGED',
  'SENDER_GONE',
  'TASK_BUSY',
  'TASK_CLOSED',
  'TERM_CLOSED',
  'TERM_NOT_CLOSED',
  'TERM_NOT_OPEN',
  'TERM_OVERLAPS',
  // try again: UNAVAILABLE, 503
  'CLOCK_UNAVAILABLE',
  'DATABASE_UNAVAILABLE',
  'PEER_UNAVAILABLE',
  // of events and stored values; they name why a dead letter is one
  'BAD_DATE',
  'BAD_ID',
  'BAD_INSTANT',
  'BAD_TERM',
  'CURRENCY_MISMATCH',
  'EVENT_TOO_LARGE',
  'INVALID_EVENT',
  'UNKNOWN_CURRENCY',
  'UNKNOWN_FIELD_KEY',
  // of a service that does not start
  'BAD_PRESET',
  'BAD_TRANSITIONS',
  'INVALID_CONFIGURATION',
  // our own mistake: INTERNAL, 500
  'INTERNAL',
] as const;

export type ErrorReason = (typeof ERROR_REASONS)[number];
