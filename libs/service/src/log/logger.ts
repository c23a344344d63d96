import { currentTraceId } from '@perennial/events/trace-context';
import { pino, type Logger as Pino } from 'pino';

export type Logger = Pino;
/** Injection token of the service's logger. */
export const LOGGER = Symbol('logger');

/** Fields that can hold personal data or secrets; they never reach a log line in clear. */
const REDACTED = [
  'address',
  'email',
  'phone',
  'name',
  'contactName',
  'customerName',
  'token',
  'payToken',
  'authorization',
  'password',
  'to',
  'html',
  'text',
];

/** JSON lines on stdout, one service a logger, with the trace id of the running work. */
export function createLogger(service: string, level: string): Logger {
  return pino({
    level,
    base: { service },
    redact: { paths: REDACTED.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '[redacted]' },
    mixin: () => {
      const traceId = currentTraceId();
      return traceId ? { traceId } : {};
    },
  });
}
