import { DAY, HOUR, MINUTE, SECOND } from '@perennial/kernel/instant';
import type { WecomMessage, WecomTarget } from '../../channel/wecom/wecom.js';
import type { Callback, CallbackReading } from '../callback.js';
import { jsonOf, wordOf } from '../http-answer.js';
import type { LookupResult, Provider, ProviderCapabilities, ProviderResult } from '../provider.js';
import { Slots } from '../slots.js';
import type { Classed } from '../account.js';
import { TIMINGS, type Timings } from '../timings.js';
import { TokenBucket } from '../token-bucket.js';
import { MemberLimits } from './member-limits.js';
import { WecomApi, type WecomReply } from './wecom-api.client.js';
import { readWecomCallback, type WecomCallbackSettings } from './wecom-callback.js';
import { WecomConfirmations } from './wecom-confirmations.js';
import { codeOf, colleagueResult, customerResult, waitingForStaff } from './wecom-result.js';

export interface WecomSettings extends WecomCallbackSettings {
  readonly name: string;
  readonly endpoint: string;
  readonly agentId: number;
  readonly secret: string;
  readonly connections: number;
  readonly perSecond: number;
  readonly timings?: Timings;
}

export interface WecomTools {
  readonly monotonic: () => number;
  readonly wallNow: () => number;
  readonly rate: (name: string, perSecond: number) => void;
}

/** Longest texts, in bytes of UTF-8: what is longer is cut, or refused. */
const MOST_TO_COLLEAGUE = 2_048;
const MOST_TO_CUSTOMER = 4_000;
/** The same message to a colleague is delivered once within this time, the longest there is. */
const DUPLICATES_S = (4 * HOUR) / SECOND;
/** A call of which nobody knows what became is looked for among as many messages. */
const PAGE = 100;
const MOST_PAGES = 20;
const MOST_REMEMBERED = 1_000;
const MOST_IN_HAND = 600;

/**
 * WeCom (企业微信): application messages to colleagues, and messages to customers, which the colleague who knows them
 * must confirm. The first takes a repeat; the second creates another task for it, and is found again by our key in its
 * link.
 */
export class WecomProvider implements Provider<WecomMessage> {
  readonly channel = 'WECOM';
  readonly capabilities = { lookup: true, idempotent: false };
  readonly repeatsWithinMs = 4 * HOUR;
  readonly name: string;
  readonly endpoint: string;
  readonly confirmations: WecomConfirmations;
  readonly #api: WecomApi;
  readonly #bucket: TokenBucket;
  readonly #slots: Slots;
  readonly #members: MemberLimits;
  /** Writers of calls whose end nobody knows, by key: messages are listed by who creates them. */
  readonly #writers = new Map<string, string>();

  constructor(
    private readonly settings: WecomSettings,
    private readonly tools: WecomTools,
  ) {
    const { name, endpoint, corpId, secret, connections, perSecond, timings = TIMINGS } = settings;
    const { monotonic } = tools;
    this.name = name;
    this.endpoint = new URL(endpoint).host;
    this.#api = new WecomApi({ endpoint, corpId, secret, connections, timings, monotonic });
    this.#bucket = new TokenBucket(perSecond, monotonic);
    this.#slots = new Slots(connections, MOST_IN_HAND, monotonic);
    this.#members = new MemberLimits(monotonic);
    this.confirmations = new WecomConfirmations(this.#api, timings.phaseMs);
    tools.rate(name, perSecond);
  }

  capacity(): number {
    return Math.min(this.#slots.capacity(), this.#bucket.room());
  }

  capabilitiesFor({ to }: WecomMessage): ProviderCapabilities {
    return to.kind === 'COLLEAGUE' ? { lookup: false, idempotent: true } : this.capabilities;
  }

  async send(message: WecomMessage, { callBy }: { callBy: number }): Promise<ProviderResult> {
    const refusal = refusalOf(message);
    if (refusal) return refusal;
    const { to } = message;
    const wait = to.kind === 'COLLEAGUE' ? this.#members.take(to.userId) : 0;
    if (wait > 0) return { kind: 'later', reason: 'MEMBER_LIMIT', throttled: true, retryAfterMs: wait };
    const classed = await this.#inTurn(callBy, () => this.#send(message, callBy));
    if (!classed) return { kind: 'expired' };
    const { result, slower } = classed;
    if (slower) this.#bucket.slowDown(result.kind === 'later' ? result.retryAfterMs : undefined);
    this.tools.rate(this.name, this.#bucket.rate);
    if (result.kind === 'ambiguous' && to.kind === 'CUSTOMER') this.#remember(message.idempotencyKey, to.writer);
    return result;
  }

  /** A message to a customer, by our key behind its link. The list names no key of its own. */
  async lookup(idempotencyKey: string): Promise<LookupResult> {
    const now = this.tools.wallNow();
    const creator = this.#writers.get(idempotencyKey);
    let cursor = '';
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await this.#api.post(
        '/cgi-bin/externalcontact/get_groupmsg_list_v2',
        {
          chat_type: 'single',
          start_time: Math.floor((now - DAY) / SECOND),
          end_time: Math.ceil((now + MINUTE) / SECOND),
          ...(creator !== undefined && { creator }),
          filter_type: 0,
          limit: PAGE,
          ...(cursor !== '' && { cursor }),
        },
        { callBy: Infinity, waitMs: (this.settings.timings ?? TIMINGS).phaseMs },
      );
      if (answer.kind === 'failed' || codeOf(answer.reply) !== 0) return unanswered(answer);
      const body = jsonOf(answer.reply);
      const list = body?.['group_msg_list'];
      const found = (Array.isArray(list) ? list : []).find((one) => bearsKey(one, idempotencyKey)) as
        { readonly msgid?: unknown } | undefined;
      const messageId = wordOf(found?.msgid);
      if (messageId !== undefined) return waitingForStaff(messageId);
      cursor = wordOf(body?.['next_cursor']) ?? '';
      if (cursor === '') return { kind: 'unknown' };
    }
    return { kind: 'unanswered', reason: 'TOO_MANY_MESSAGES' };
  }

  readCallback(callback: Callback): CallbackReading {
    return readWecomCallback(callback, this.settings);
  }

  async close(): Promise<void> {
    await this.#api.close();
  }

  async #inTurn(callBy: number, send: () => Promise<Classed>): Promise<Classed | undefined> {
    const wait = this.#bucket.take(callBy - this.tools.monotonic());
    if (wait === undefined) return undefined;
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    return await this.#slots.run(send, callBy);
  }

  async #send({ to, text, link }: WecomMessage, callBy: number): Promise<Classed> {
    const wallNow = this.tools.wallNow();
    if (to.kind === 'COLLEAGUE') {
      const body = {
        touser: to.userId,
        msgtype: 'text',
        agentid: this.settings.agentId,
        text: { content: text },
        enable_duplicate_check: 1,
        duplicate_check_interval: DUPLICATES_S,
      };
      const answer = await this.#api.post('/cgi-bin/message/send', body, { callBy });
      return answer.kind === 'failed' ? answer : colleagueResult(answer.reply, to.userId, wallNow);
    }
    const body = {
      chat_type: 'single',
      external_userid: [to.externalUserId],
      // Never without the customer beside it: alone it is everybody whom the colleague knows.
      sender: to.writer,
      text: { content: text },
      ...(link && { attachments: [{ msgtype: 'link', link: { title: link.title, url: link.url } }] }),
    };
    const answer = await this.#api.post('/cgi-bin/externalcontact/add_msg_template', body, { callBy });
    return answer.kind === 'failed' ? answer : customerResult(answer.reply, wallNow);
  }

  #remember(key: string, writer: string): void {
    const [oldest] = this.#writers.keys();
    if (this.#writers.size >= MOST_REMEMBERED && oldest !== undefined) this.#writers.delete(oldest);
    this.#writers.set(key, writer);
  }
}

/** What never leaves. */
function refusalOf({ to, text }: WecomMessage): ProviderResult | undefined {
  if (addressOf(to) === '') return { kind: 'refused', reason: 'NO_ADDRESS', about: 'ADDRESS' };
  if (to.kind === 'CUSTOMER' && to.writer === '') return { kind: 'refused', reason: 'NO_WRITER', about: 'ADDRESS' };
  const most = to.kind === 'COLLEAGUE' ? MOST_TO_COLLEAGUE : MOST_TO_CUSTOMER;
  if (Buffer.byteLength(text, 'utf8') <= most) return undefined;
  return { kind: 'refused', reason: `TEXT_TOO_LONG: ${most} bytes`, about: 'MESSAGE' };
}

function addressOf(to: WecomTarget): string {
  return to.kind === 'COLLEAGUE' ? to.userId : to.externalUserId;
}

function bearsKey(message: unknown, key: string): boolean {
  const { attachments } = (message ?? {}) as { readonly attachments?: unknown };
  return (Array.isArray(attachments) ? attachments : []).some((one) => {
    const url = (one as { readonly link?: { readonly url?: unknown } } | null)?.link?.url;
    return typeof url === 'string' && url.endsWith(`#${key}`);
  });
}

function unanswered(answer: WecomReply): LookupResult {
  if (answer.kind === 'answered')
    return { kind: 'unanswered', reason: `WECOM_${codeOf(answer.reply) ?? answer.reply.status}` };
  return { kind: 'unanswered', reason: 'reason' in answer.result ? answer.result.reason : 'EXPIRED' };
}
