import { randomBytes } from 'node:crypto';
import {
  json,
  type FakeAnswer,
  type FakeCallback,
  type FakeProtocol,
  type FakeRequest,
  type Handled,
  type TakenMessage,
} from './fake-protocol.js';
import { StaffTasks, type StaffTask } from './staff-tasks.js';
import { sealWecom, wecomSignature } from './wecom-seal.js';

export interface FakeWecomAccount {
  readonly corpId: string;
  readonly agentId: number;
  readonly secret: string;
  readonly callbackToken: string;
  readonly callbackAesKey: string;
  readonly callbackUrl?: string | undefined;
  /** Colleagues who are there; undefined: whoever is named. */
  readonly staff?: readonly string[];
  /** Customers of whom nobody is a contact: no task is created for them. */
  readonly strangers?: readonly string[];
}

const HOUR = 3_600_000;
const TOKEN_MS = 2 * HOUR;
const MOST_LIST_MS = 31 * 24 * HOUR;

type Body = Readonly<Record<string, unknown>>;
type Took = (id: string, to: string, text: string, key: string) => Handled;

/** WeCom: tokens, application messages, and messages to customers, which colleagues must confirm. */
export class FakeWecom implements FakeProtocol {
  readonly channel = 'WECOM';
  readonly tasks = new StaffTasks();
  /** Tokens that were handed out. */
  tokens = 0;
  #token: { readonly text: string; readonly until: number } | undefined;
  readonly #past = new Set<string>();
  readonly #seen = new Map<string, { readonly id: string; readonly at: number }>();
  #serial = 0;

  constructor(
    readonly name: string,
    private readonly account: FakeWecomAccount,
  ) {}

  handle({ method, target, body, receivedAt: now }: FakeRequest): Handled {
    const url = new URL(target, 'http://wecom');
    if (method === 'GET' && url.pathname === '/cgi-bin/gettoken') return said(this.#getToken(url.searchParams, now));
    if (method !== 'POST') return said({ errcode: 43002 });
    const fault = this.#tokenFault(url.searchParams.get('access_token') ?? '', now);
    if (fault !== undefined) return said({ errcode: fault });
    const asked = read(body);
    if (!asked) return said({ errcode: 47001 });
    const took: Took = (id, to, text, key) => ({
      answer: json(200, { errcode: 0, errmsg: 'ok', msgid: id, fail_list: [], invaliduser: '' }),
      message: { id, channel: 'WECOM', to, text, key, callbackUrl: this.account.callbackUrl, takenAt: now },
    });
    switch (url.pathname) {
      case '/cgi-bin/message/send':
        return this.#toColleague(asked, body, now, took);
      case '/cgi-bin/externalcontact/add_msg_template':
        return this.#toCustomer(asked, now, took);
      case '/cgi-bin/externalcontact/get_groupmsg_list_v2':
        return said(this.#list(asked));
      default:
        return said(this.#ofTask(url.pathname.replace('/cgi-bin/externalcontact/', ''), asked, now));
    }
  }

  throttled(retryAfterMs: number | undefined): FakeAnswer {
    const headers: Record<string, string> = {};
    if (retryAfterMs !== undefined) headers['retry-after'] = String(Math.ceil(retryAfterMs / 1_000));
    return json(200, { errcode: 45009, errmsg: 'api freq out of limit' }, headers);
  }

  refused(code: string): FakeAnswer {
    return json(200, { errcode: Number(code), errmsg: code });
  }

  /** The token ends now, as after two hours. */
  expireToken(): void {
    if (this.#token) this.#past.add(this.#token.text);
    this.#token = undefined;
  }

  /** WeCom reports nothing of what it delivered. */
  receipt(): undefined {
    return undefined;
  }

  /** A colleague writes to the app; what customers write to colleagues is not told. */
  reply(message: TakenMessage, text: string, at: number): FakeCallback | undefined {
    if (this.tasks.find(message.id)) return undefined;
    const seconds = Math.floor(at / 1_000);
    this.#serial += 1;
    return this.event(
      `<xml><ToUserName><![CDATA[${this.account.corpId}]]></ToUserName><FromUserName><![CDATA[${message.to}]]></FromUserName><CreateTime>${seconds}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${text.replaceAll(']]>', '')}]]></Content><MsgId>${seconds}${this.#serial}</MsgId><AgentID>${this.account.agentId}</AgentID></xml>`,
      at,
    );
  }

  /** An event, sealed and signed. */
  event(xml: string, at: number): FakeCallback | undefined {
    const { callbackUrl, callbackAesKey, callbackToken, corpId } = this.account;
    if (callbackUrl === undefined) return undefined;
    const [timestamp, nonce] = [String(Math.floor(at / 1_000)), randomBytes(8).toString('hex')];
    const encrypt = sealWecom(callbackAesKey, xml, corpId);
    const signature = wecomSignature(callbackToken, timestamp, nonce, encrypt);
    return {
      url: `${callbackUrl}?${new URLSearchParams({ msg_signature: signature, timestamp, nonce })}`,
      headers: { 'content-type': 'text/xml' },
      body: `<xml><ToUserName><![CDATA[${corpId}]]></ToUserName><Encrypt><![CDATA[${encrypt}]]></Encrypt><AgentID><![CDATA[${this.account.agentId}]]></AgentID></xml>`,
    };
  }

  stateOf({ id }: TakenMessage): string | undefined {
    return this.tasks.stateOf(id);
  }

  command(name: string, body: unknown): unknown {
    const { staff, id } = (body ?? {}) as { readonly staff?: unknown; readonly id?: unknown };
    if (name === 'PUT staff') return { staff: this.tasks.behave(staff) };
    if (name === 'POST confirm') return { confirmed: this.tasks.confirm(typeof id === 'string' ? id : undefined) };
    return undefined;
  }

  #getToken(query: URLSearchParams, now: number): Body {
    if (query.get('corpid') !== this.account.corpId) return { errcode: 40013 };
    if (query.get('corpsecret') !== this.account.secret) return { errcode: 40001 };
    if (!this.#token || this.#token.until <= now) {
      this.expireToken();
      this.tokens += 1;
      this.#token = { text: `token-${this.tokens}-${randomBytes(8).toString('hex')}`, until: now + TOKEN_MS };
    }
    return { errcode: 0, errmsg: 'ok', access_token: this.#token.text, expires_in: TOKEN_MS / 1_000 };
  }

  #tokenFault(token: string, now: number): number | undefined {
    if (this.#past.has(token)) return 42001;
    if (token !== this.#token?.text) return 40014;
    return this.#token.until <= now ? 42001 : undefined;
  }

  #toColleague(asked: Body, raw: string, now: number, took: Took): Handled {
    const to = textOf(asked['touser']);
    const text = textOf((asked['text'] as Body | undefined)?.['content']);
    if (asked['agentid'] !== this.account.agentId) return said({ errcode: 40056 });
    if (asked['msgtype'] !== 'text' || text === '') return said({ errcode: 44004 });
    if (!this.#isThere(to)) return said({ errcode: 81013, invaliduser: to });
    const window = Number(asked['duplicate_check_interval'] ?? 1_800) * 1_000;
    const before = asked['enable_duplicate_check'] === 1 ? this.#seen.get(raw) : undefined;
    if (before && now - before.at < window)
      return said({ errcode: 0, errmsg: 'ok', msgid: before.id, invaliduser: '' });
    const id = this.#nextId('m');
    this.#seen.set(raw, { id, at: now });
    return took(id, to, text, '');
  }

  #toCustomer(asked: Body, now: number, took: Took): Handled {
    const [writer, text] = [textOf(asked['sender']), textOf((asked['text'] as Body | undefined)?.['content'])];
    const listed = asked['external_userid'];
    const customers = Array.isArray(listed) ? listed.map(textOf) : [];
    if (asked['chat_type'] !== 'single') return said({ errcode: 40058 });
    if (text === '' || Buffer.byteLength(text, 'utf8') > 4_000) return said({ errcode: 44004 });
    if (writer !== '' && !this.#isThere(writer)) return said({ errcode: 40003 });
    if (customers.some((id) => !/^w[mo][A-Za-z0-9_-]+$/.test(id))) return said({ errcode: 40096 });
    const strangers = customers.filter((id) => this.account.strangers?.includes(id));
    if (strangers.length > 0 && strangers.length === customers.length)
      return said({ errcode: 0, errmsg: 'ok', msgid: '', fail_list: strangers });
    // Without customers it would be all of the writer's, as at the real one.
    const reached = customers.length === 0 ? ['everybody'] : customers.filter((id) => !strangers.includes(id));
    const id = this.#nextId('msg');
    const attachments = Array.isArray(asked['attachments']) ? (asked['attachments'] as Body[]) : [];
    this.tasks.add({ id, writer, customers: reached, text, attachments, createdAt: now });
    const url = textOf((attachments[0]?.['link'] as Body | undefined)?.['url']);
    return took(id, reached.join(', '), url === '' ? text : `${text}\n${url}`, url.split('#')[1] ?? '');
  }

  #list(asked: Body): Body {
    const [from, to] = [Number(asked['start_time']) * 1_000, Number(asked['end_time']) * 1_000];
    const limit = Number(asked['limit']);
    if (!(to > from && to - from <= MOST_LIST_MS && limit >= 1 && limit <= 100)) return { errcode: 40058 };
    const creator = textOf(asked['creator']);
    const found = this.tasks.all.filter(
      ({ createdAt, writer }) => createdAt >= from && createdAt <= to && (creator === '' || writer === creator),
    );
    const start = Number(textOf(asked['cursor']) || 0);
    const next = start + limit < found.length ? String(start + limit) : '';
    return {
      errcode: 0,
      errmsg: 'ok',
      next_cursor: next,
      group_msg_list: found.slice(start, start + limit).map(listed),
    };
  }

  #ofTask(what: string, asked: Body, now: number): Body {
    const task = this.tasks.find(textOf(asked['msgid']));
    if (!task) return { errcode: 41063 };
    switch (what) {
      case 'get_groupmsg_task': {
        const { writer: userid } = task;
        const confirmed = this.tasks.isConfirmed(task, now);
        const status = confirmed ? { status: 2, send_time: Math.floor(now / 1_000) } : { status: 0 };
        return { errcode: 0, errmsg: 'ok', next_cursor: '', task_list: [{ userid, ...status }] };
      }
      case 'get_groupmsg_send_result':
        if (asked['userid'] !== task.writer) return { errcode: 40003 };
        return { errcode: 0, errmsg: 'ok', next_cursor: '', send_list: this.tasks.results(task, now) };
      case 'remind_groupmsg_send':
        return this.tasks.remind(task, now) ? { errcode: 0, errmsg: 'ok' } : { errcode: 45009 };
      case 'cancel_groupmsg_send':
        this.tasks.cancel(task, now);
        return { errcode: 0, errmsg: 'ok' };
      default:
        return { errcode: 40066 };
    }
  }

  #isThere(userId: string): boolean {
    return userId !== '' && (this.account.staff?.includes(userId) ?? true);
  }

  #nextId(kind: string): string {
    this.#serial += 1;
    return `${kind}GCAAAXtWyujaWJHDDGi0mAC${this.#serial}`;
  }
}

function said(body: Body): Handled {
  return { answer: json(200, { errmsg: body['errcode'] === 0 ? 'ok' : 'refused', ...body }) };
}

function listed({ id, writer, createdAt, text, attachments }: StaffTask): Body {
  return {
    msgid: id,
    creator: writer,
    create_time: String(Math.floor(createdAt / 1_000)),
    create_type: 1,
    text: { content: text },
    attachments,
  };
}

function read(text: string): Body | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null ? (value as Body) : undefined;
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
