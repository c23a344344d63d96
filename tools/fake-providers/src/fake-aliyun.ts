import { createHash, createHmac, randomUUID } from 'node:crypto';
import {
  holdsUrl,
  json,
  Seen,
  type Ending,
  type FakeAnswer,
  type FakeCallback,
  type FakeProtocol,
  type FakeRequest,
  type Handled,
  type TakenMessage,
} from './fake-protocol.js';

export interface FakeAliyunAccount {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly signNames: readonly string[];
  /** Registered texts by their codes, with gaps as `${name}`. */
  readonly templates: Readonly<Record<string, string>>;
  /** With its secret in the path. */
  readonly callbackUrl?: string | undefined;
}

const FRESH_MS = 15 * 60_000;
const HOUR = 3_600_000;

/** Aliyun Dysmsapi 2017-05-25: SendSms and QuerySendDetails, signed with ACS3-HMAC-SHA256. */
export class FakeAliyun implements FakeProtocol {
  readonly channel = 'SMS';
  readonly #nonces = new Seen(FRESH_MS * 2);
  #sequence = 0;

  constructor(
    readonly name: string,
    private readonly account: FakeAliyunAccount,
  ) {}

  handle(request: FakeRequest, taken: readonly TakenMessage[]): Handled {
    const fault = this.#fault(request);
    if (fault) return { answer: fault };
    const query = new URLSearchParams(request.target.slice(request.target.indexOf('?') + 1));
    const action = request.headers['x-acs-action'];
    if (action === 'SendSms') return this.#send(query, request.receivedAt);
    if (action === 'QuerySendDetails') return { answer: details(query, taken) };
    return { answer: gateway(404, 'InvalidAction.NotFound') };
  }

  throttled(retryAfterMs: number | undefined): FakeAnswer {
    const headers: Record<string, string> = {};
    if (retryAfterMs !== undefined) headers['x-acs-retry-after'] = String(retryAfterMs);
    return gateway(400, 'Throttling.User', headers);
  }

  refused(code: string): FakeAnswer {
    return code.startsWith('is') ? business(code) : gateway(400, code);
  }

  receipt(message: TakenMessage, ending: Ending, at: number): FakeCallback | undefined {
    const codes = { delivered: 'DELIVERED', failed: 'UNDELIV', no_such_number: 'INVALID_NUMBER' };
    return this.#callback({
      phone_number: message.to,
      send_time: beijing(message.takenAt),
      report_time: beijing(at),
      success: ending === 'delivered',
      err_code: codes[ending],
      err_msg: codes[ending],
      sms_size: String(Math.ceil(message.text.length / 67)),
      biz_id: message.id,
      out_id: message.key,
    });
  }

  reply(message: TakenMessage, text: string, at: number): FakeCallback | undefined {
    this.#sequence += 1;
    return this.#callback({
      phone_number: message.to,
      content: text,
      send_time: beijing(at),
      dest_code: '1234',
      sequence_id: this.#sequence,
    });
  }

  #callback(item: object): FakeCallback | undefined {
    const { callbackUrl } = this.account;
    return callbackUrl === undefined
      ? undefined
      : { url: callbackUrl, headers: { 'content-type': 'application/json' }, body: JSON.stringify([item]) };
  }

  /** What the gateway refuses before the product sees the call. */
  #fault({ method, target, headers, body, receivedAt }: FakeRequest): FakeAnswer | undefined {
    const credential = /^ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$/.exec(
      headers['authorization'] ?? '',
    );
    if (!credential) return gateway(400, 'MissingParameter');
    const [, keyId, signed = '', signature] = credential;
    if (keyId !== this.account.accessKeyId) return gateway(404, 'InvalidAccessKeyId.NotFound');
    const date = headers['x-acs-date'] ?? '';
    const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(date) ? Date.parse(date) : NaN;
    if (!(Math.abs(receivedAt - at) <= FRESH_MS)) return gateway(400, 'InvalidTimeStamp.Expired');
    const names = signed.split(';');
    const wanted = Object.keys(headers).filter((name) => name === 'host' || name.startsWith('x-acs-'));
    if (wanted.some((name) => !names.includes(name))) return gateway(400, 'SignatureDoesNotMatch');
    const hash = sha256(body);
    if (headers['x-acs-content-sha256'] !== hash) return gateway(400, 'SignatureDoesNotMatch');
    const [path = '', query = ''] = splitTarget(target);
    const canonical = [
      method,
      path,
      canonicalQuery(query),
      ...names.map((name) => `${name}:${(headers[name] ?? '').trim()}`),
      '',
      signed,
      hash,
    ].join('\n');
    const right = createHmac('sha256', this.account.accessKeySecret)
      .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
      .digest('hex');
    if (signature !== right) return gateway(400, 'SignatureDoesNotMatch');
    if (headers['x-acs-version'] !== '2017-05-25') return gateway(400, 'InvalidVersion');
    const nonce = headers['x-acs-signature-nonce'] ?? '';
    return nonce !== '' && this.#nonces.note(nonce, receivedAt) ? undefined : gateway(400, 'SignatureNonceUsed');
  }

  #send(query: URLSearchParams, takenAt: number): Handled {
    const to = query.get('PhoneNumbers') ?? '';
    if (!/^(1[3-9]\d{9}|[2-9]\d{7,14})$/.test(to)) return { answer: business('isv.MOBILE_NUMBER_ILLEGAL') };
    const sign = query.get('SignName') ?? '';
    if (!this.account.signNames.includes(sign)) return { answer: business('isv.SMS_SIGN_ILLEGAL') };
    const template = this.account.templates[query.get('TemplateCode') ?? ''];
    if (template === undefined) return { answer: business('isv.SMS_TEMPLATE_ILLEGAL') };
    const values = textsOf(query.get('TemplateParam') ?? '{}');
    if (!values) return { answer: business('isv.INVALID_JSON_PARAM') };
    const gaps = [...template.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name);
    if (gaps.some((name) => values[name] === undefined)) return { answer: business('isv.TEMPLATE_MISSING_PARAMETERS') };
    if (Object.values(values).some(holdsUrl)) return { answer: business('isv.PARAM_NOT_SUPPORT_URL') };
    const key = query.get('OutId') ?? '';
    if (key.length >= 256) return { answer: business('isv.EXTEND_CODE_ERROR') };
    const text = `【${sign}】${template.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => values[name] ?? '')}`;
    const id = `${takenAt}${Math.floor(Math.random() * 1_000)}^0`;
    return {
      answer: json(200, { Code: 'OK', Message: 'OK', BizId: id, RequestId: randomUUID() }),
      message: { id, channel: 'SMS', to, text, key, callbackUrl: this.account.callbackUrl, takenAt },
    };
  }
}

function details(query: URLSearchParams, taken: readonly TakenMessage[]): FakeAnswer {
  const size = Number(query.get('PageSize'));
  const page = Number(query.get('CurrentPage'));
  if (!(size >= 1 && size <= 50 && page >= 1)) return business('isv.INVALID_PARAMETERS');
  const found = taken
    .filter(({ to, takenAt }) => to === query.get('PhoneNumber') && day(takenAt) === query.get('SendDate'))
    .toReversed();
  return json(200, {
    Code: 'OK',
    Message: 'OK',
    RequestId: randomUUID(),
    TotalCount: found.length,
    SmsSendDetailDTOs: {
      SmsSendDetailDTO: found.slice((page - 1) * size, page * size).map((message) => ({
        PhoneNum: message.to,
        OutId: message.key,
        Content: message.text,
        SendStatus: 3,
        ErrCode: 'DELIVERED',
        SendDate: beijing(message.takenAt),
        ReceiveDate: beijing(message.takenAt),
      })),
    },
  });
}

function business(code: string): FakeAnswer {
  return json(200, { Code: code, Message: code, RequestId: randomUUID() });
}

function gateway(status: number, code: string, headers: Readonly<Record<string, string>> = {}): FakeAnswer {
  return json(status, { Code: code, Message: code, RequestId: randomUUID(), HostId: 'fake' }, headers);
}

function splitTarget(target: string): [string, string] {
  const at = target.indexOf('?');
  return at === -1 ? [target, ''] : [target.slice(0, at), target.slice(at + 1)];
}

/** Decoded, encoded by RFC 3986 and sorted, whatever the client wrote. */
function canonicalQuery(query: string): string {
  if (query === '') return '';
  const encode = (text: string): string =>
    encodeURIComponent(decoded(text)).replaceAll(
      /[!'()*]/g,
      (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  return query
    .split('&')
    .map((pair) => pair.split('=').map(encode).join('='))
    .toSorted()
    .join('&');
}

/** What is no encoding stays as it is: no signature fits it. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

/** Texts by name; undefined for what is none. */
function textsOf(text: string): Readonly<Record<string, string>> | undefined {
  try {
    const values = JSON.parse(text) as Record<string, unknown> | null;
    const good = values !== null && Object.values(values).every((value) => typeof value === 'string');
    return good ? (values as Record<string, string>) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function beijing(at: number): string {
  return new Date(at + 8 * HOUR).toISOString().slice(0, 19).replace('T', ' ');
}

function day(at: number): string {
  return beijing(at).slice(0, 10).replaceAll('-', '');
}
