import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseInstant } from '@perennial/kernel/instant';

/** One acceptance as the provider has it: of a message that it takes twice there are two. */
export interface ProviderRecord {
  /** The idempotency key of the call; of a mail, its Message-ID up to the @. */
  readonly key: string;
  /** Wall clock, epoch ms, when the content had come. */
  readonly at: number;
}

/** What an SMTP server accepted. */
export function recordsOfSmtp(
  mails: readonly { readonly messageId?: string | undefined; readonly receivedAt: number }[],
): ProviderRecord[] {
  return mails.map(({ messageId, receivedAt }) => ({ key: keyOf(messageId ?? ''), at: receivedAt }));
}

/**
 * Reads JSON lines: `{"key": …, "at": …}` with `at` in RFC 3339 or epoch ms; `idempotencyKey` or `messageId` may stand
 * for `key`.
 * @throws Error naming the line and what is wrong with it.
 */
export async function readProviderRecord(path: string): Promise<ProviderRecord[]> {
  const records: ProviderRecord[] = [];
  let n = 0;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    n += 1;
    if (line.trim() !== '') records.push(parseLine(line, `${path}, line ${n}`));
  }
  return records;
}

function parseLine(line: string, where: string): ProviderRecord {
  const given = jsonObject(line, where);
  const key = given['key'] ?? given['idempotencyKey'] ?? given['messageId'];
  if (typeof key !== 'string' || key === '')
    throw new Error(`${where}: key, idempotencyKey or messageId must be a text`);
  const at = typeof given['at'] === 'string' ? parseInstant(given['at']) : undefined;
  const ms = at?.ok ? at.value : given['at'];
  if (typeof ms !== 'number' || !Number.isFinite(ms))
    throw new Error(`${where}: at must be an instant in RFC 3339 or epoch milliseconds`);
  return { key: keyOf(key), at: ms };
}

function jsonObject(line: string, where: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new Error(`${where}: not a JSON object`);
}

function keyOf(text: string): string {
  return text.replace(/^</, '').replace(/(@.*)?>?$/, '');
}
