import type { IdleReport } from '@perennial/service/sandbox/idle';

const PATIENCE_MS = 5_000;

/** What a process has to do; undefined unless it is ready and answers. */
export async function readyReport(opsUrl: string): Promise<IdleReport | undefined> {
  if ((await answerOf(`${opsUrl}/readyz`)) === undefined) return undefined;
  return (await answerOf(`${opsUrl}/sandbox/idle`)) as IdleReport | undefined;
}

async function answerOf(url: string): Promise<unknown> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
    return response.ok ? await response.json() : undefined;
  } catch {
    // Whoever is away or stopped does not answer; the caller asks again.
    return undefined;
  }
}
