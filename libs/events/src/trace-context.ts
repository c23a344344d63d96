import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

const storage = new AsyncLocalStorage<string>();

const FORM = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/;

/** W3C traceparent of the running work, if any. */
export function currentTraceparent(): string | undefined {
  return storage.getStore();
}

/** Trace id of the running work, for log lines. */
export function currentTraceId(): string | undefined {
  return FORM.exec(storage.getStore() ?? '')?.[1];
}

/** Runs `work` as a child of `parent`, or as a new trace when the parent is absent or malformed. */
export function withTrace<T>(parent: string | undefined, work: () => T): T {
  const traceId = FORM.exec(parent ?? '')?.[1] ?? randomBytes(16).toString('hex');
  return storage.run(`00-${traceId}-${randomBytes(8).toString('hex')}-01`, work);
}
