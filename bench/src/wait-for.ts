import { setTimeout as sleep } from 'node:timers/promises';

const ASK_MS = 20;

/** @throws Error when it is not done within `limitMs`. */
export async function waitFor(done: () => Promise<boolean>, limitMs = 300_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await done())) {
    if (performance.now() > end) throw new Error(`waited ${limitMs} ms in vain`);
    await sleep(ASK_MS);
  }
}
