/** Errors in the order of their causes, the error itself first; a cycle ends the walk. */
function* chain(error: unknown): Generator<{ code?: unknown; routine?: unknown; cause?: unknown }> {
  const seen = new Set<unknown>();
  const queue: unknown[] = [error];
  while (queue.length > 0) {
    const next = queue.shift();
    if (typeof next !== 'object' || next === null || seen.has(next)) continue;
    seen.add(next);
    yield next;
    const { cause, driverError, errors } = next as { cause?: unknown; driverError?: unknown; errors?: unknown };
    queue.push(cause, driverError, ...(Array.isArray(errors) ? errors : []));
  }
}

/** Every SQLSTATE has a digit, which keeps EPIPE, EPERM and five-letter codes of our own out. */
const SQLSTATE = /^(?=.*\d)[0-9A-Z]{5}$/;

/**
 * SQLSTATE of a database error, found through wrapping errors (`cause`, TypeORM's `driverError`, AggregateError);
 * undefined for an error without one (ECONNREFUSED, "Connection terminated", pool timeout, anything of ours).
 */
export function sqlState(error: unknown): string | undefined {
  for (const { code } of chain(error)) {
    if (typeof code === 'string' && SQLSTATE.test(code)) return code;
  }
  return undefined;
}

/**
 * Whether the data itself is at fault: SQLSTATE class 22 or 23, but for a row that finds no partition. Only these may
 * dead-letter an event (protocol, "Inbox and batches").
 */
export function isDataError(error: unknown): boolean {
  const state = sqlState(error);
  return state !== undefined && (state.startsWith('22') || state.startsWith('23')) && !lacksPartition(error);
}

/** Known by the server's own function: the state is that of a broken check, and messages come in its language. */
function lacksPartition(error: unknown): boolean {
  for (const { code, routine } of chain(error)) if (code === '23514') return routine === 'ExecFindPartition';
  return false;
}

const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
const DRIVER =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Client has encountered a connection error|Client was closed|Query read timeout|Cannot use a pool after calling end)/;

/**
 * Whether `error` comes from the database or the way to it and is not the data's fault: roll back, retry, then pause
 * with an alarm, never dead-letter. Covers every SQLSTATE outside 22 and 23 and the errors that carry none. False for
 * data errors and for errors that have nothing to do with the database (domain errors, programming errors).
 */
export function isTransient(error: unknown): boolean {
  if (sqlState(error) !== undefined) return !isDataError(error);
  for (const link of chain(error)) {
    const { code, message } = link as { code?: unknown; message?: unknown };
    if (typeof code === 'string' && NETWORK.has(code)) return true;
    if (typeof message === 'string' && DRIVER.test(message)) return true;
  }
  return false;
}
