import type { MessageId } from '@perennial/kernel/ids';

/** How often the text of a message may have been made anew before its mail is no longer looked for. */
const MOST_REVISIONS = 5;
const DEADLINE_MS = 3_000;

/** Where the mails of the try-out can be read. */
export interface MailCatcher {
  /** Its page, such as http://127.0.0.1:1080. */
  readonly url: string;
  /** Right side of every Message-ID: the host of PUBLIC_URL. */
  readonly host: string;
}

/**
 * The page of a message's mail in the catcher; undefined when it holds none: it was not sent, or the catcher has
 * dropped it since. Asked by Message-ID, whose number after the point is the revision of the text.
 * @throws Error when the catcher does not answer
 */
export async function findMail({ url, host }: MailCatcher, messageId: MessageId): Promise<string | undefined> {
  for (let revision = 1; revision <= MOST_REVISIONS; revision += 1) {
    const query = new URLSearchParams({ 'headers.message-id': `<${messageId}.${revision}@${host}>`, limit: '1' });
    const answer = await fetch(`${url}/api/email?${query}`, { signal: AbortSignal.timeout(DEADLINE_MS) });
    if (!answer.ok) throw new Error(`the mail catcher answered ${answer.status}`);
    const [mail] = (await answer.json()) as { id: string }[];
    if (mail) return `${url}/#/email/${encodeURIComponent(mail.id)}`;
  }
  return undefined;
}
