import { instant } from '@perennial/kernel/instant';
import { jsonOf, wordOf } from '../http-answer.js';
import type { Confirmation, Confirmations } from '../provider.js';
import type { WecomApi } from './wecom-api.client.js';
import { codeOf } from './wecom-result.js';

/** Questions under way at once: looking must not take the calls that messages need. */
const AT_ONCE = 4;
/** A message has one writer and one customer. */
const PAGE = 10;
const WAITING: Confirmation = { kind: 'waiting' };

type Row = Readonly<Record<string, unknown>>;

/** What became of messages that colleagues must confirm. WeCom reports nothing of it: it is asked. */
export class WecomConfirmations implements Confirmations {
  constructor(
    private readonly api: WecomApi,
    private readonly waitMs: number,
  ) {}

  async look(ids: readonly string[]): Promise<ReadonlyMap<string, Confirmation>> {
    const found = new Map<string, Confirmation>();
    const left = [...ids];
    const work = async (): Promise<void> => {
      for (let id = left.shift(); id !== undefined; id = left.shift()) found.set(id, await this.#look(id));
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, ids.length) }, work));
    return found;
  }

  async remind(id: string): Promise<boolean> {
    return (await this.#ask('remind_groupmsg_send', { msgid: id })).rows !== undefined;
  }

  async cancel(id: string): Promise<boolean> {
    return (await this.#ask('cancel_groupmsg_send', { msgid: id })).rows !== undefined;
  }

  /** First whether the colleague confirmed; only then there is a result for the customer. */
  async #look(id: string): Promise<Confirmation> {
    const tasks = await this.#ask('get_groupmsg_task', { msgid: id, limit: PAGE }, 'task_list');
    if (!tasks.rows) return { kind: 'unanswered', reason: tasks.reason };
    const [task] = tasks.rows;
    const userid = wordOf(task?.['userid']);
    if (task?.['status'] !== 2 || userid === undefined) return WAITING;
    const results = await this.#ask('get_groupmsg_send_result', { msgid: id, userid, limit: PAGE }, 'send_list');
    if (!results.rows) return { kind: 'unanswered', reason: results.reason };
    const [result] = results.rows;
    return result ? confirmationOf(result) : WAITING;
  }

  async #ask(
    what: string,
    body: object,
    list?: string,
  ): Promise<{ readonly rows: readonly Row[] | undefined; readonly reason: string }> {
    const path = `/cgi-bin/externalcontact/${what}`;
    const answer = await this.api.post(path, body, { callBy: Infinity, waitMs: this.waitMs });
    if (answer.kind === 'failed') {
      const { result } = answer;
      return { rows: undefined, reason: 'reason' in result ? result.reason : 'EXPIRED' };
    }
    const code = codeOf(answer.reply);
    if (code !== 0)
      return { rows: undefined, reason: code === undefined ? `HTTP_${answer.reply.status}` : `WECOM_${code}` };
    const rows = list === undefined ? [] : jsonOf(answer.reply)?.[list];
    return Array.isArray(rows)
      ? { rows: rows.filter((row): row is Row => typeof row === 'object' && row !== null), reason: '' }
      : { rows: undefined, reason: 'NO_LIST' };
  }
}

/** `status` of a result: 0 not sent, 1 sent, 2 no friend of the colleague, 3 had another one already (the cap). */
function confirmationOf(row: Row): Confirmation {
  const [status, at] = [row['status'], row['send_time']];
  if (status === 1) return { kind: 'sent', at: typeof at === 'number' && at > 0 ? instant(at * 1_000) : null };
  if (status === 2) return { kind: 'not_friend' };
  return status === 3 ? { kind: 'capped' } : WAITING;
}
