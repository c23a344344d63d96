import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

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
  const traceId = FORM.exec(parent ?? '')?.[1] ?? randomDigits();
  return storage.run(`00-${traceId}-${randomDigits().slice(16)}-01`, work);
}

/** 32 hexadecimal digits, of which node keeps a supply: randomBytes asks the system each time. */
function randomDigits(): string {
  return randomUUID().replaceAll('-', '');
}
