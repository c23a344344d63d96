import type { IdleReport } from '@perennial/service/sandbox/idle';

const PATIENCE_MS = 5_000;

/** What a process has to do; undefined unless it is ready and answers. */
export async function readyReport(opsUrl: string): Promise<IdleReport | undefined> {
  if ((await answerOf(`${opsUrl}/readyz`)) === undefined) return undefined;
  return (await answerOf(`${opsUrl}/sandbox/idle`)) as IdleReport | undefined;
}

async function answerOf(url: string): Promise<unknown> {
  return await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) }).then((response) => (response.ok ? response.json() : undefined)).catch(() => undefined);
}
