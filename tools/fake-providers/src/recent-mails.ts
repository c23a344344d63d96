import type { PageMessage } from './page.js';

const WAIT_MS = 1_000;
const MOST = 200;

interface CaughtMail {
  readonly subject?: string;
  readonly text?: string;
  readonly time?: string;
  readonly date?: string;
  readonly to?: readonly { readonly address?: string }[];
}

/** The newest mails of a catcher, as lines of the page; none while it does not answer. */
export async function recentMails(mailUrl: string): Promise<PageMessage[]> {
  try {
    const url = `${mailUrl.replace(/\/$/, '')}/api/email?sort=desc&limit=${MOST}`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(WAIT_MS) });
    return listOf(await answer.json()).map(lineOf);
  } catch (error) {
    // The page is about what the fakes took; a catcher that is away says nothing about that.
    return [{ ...lineOf({}), text: `the mail catcher does not answer: ${(error as Error).message}` }];
  }
}

function listOf(value: unknown): readonly CaughtMail[] {
  if (Array.isArray(value)) return value as CaughtMail[];
  const { emails, data, items } = (value ?? {}) as Record<string, unknown>;
  return ([emails, data, items].find((one) => Array.isArray(one)) ?? []) as CaughtMail[];
}

function lineOf({ subject, text, time, date, to }: CaughtMail): PageMessage {
  const at = Date.parse(time ?? date ?? '');
  return {
    at: Number.isNaN(at) ? 0 : at,
    channel: 'EMAIL',
    provider: 'mail catcher',
    to: to?.map(({ address }) => address ?? '').join(', ') ?? '',
    text: [subject, text].filter((part) => part !== undefined && part !== '').join('\n\n'),
    told: [],
  };
}
