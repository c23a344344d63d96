import { nextTick } from 'node:process';
import type { ClientBase } from 'pg';
import type { Writable } from 'node:stream';

/** The socket of a connection; the driver's types leave it out. */
interface Connected {
  readonly connection: { readonly stream: Writable };
}

const held = new WeakSet<Writable>();

/**
 * Holds what the connection sends until the code that runs now has come to a wait, so that statements issued together
 * (`begin` and the first one, those of a pipeline) leave in one write: a system call each is what they would cost.
 */
export function sentTogether(client: ClientBase): void {
  const { stream } = (client as unknown as Connected).connection;
  if (held.has(stream)) return;
  held.add(stream);
  stream.cork();
  nextTick(() => {
    held.delete(stream);
    stream.uncork();
  });
}
