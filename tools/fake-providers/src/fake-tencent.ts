import { createHash, createHmac, randomUUID } from 'node:crypto';
import {
  holdsUrl,
  json,
  type Ending,
  type FakeAnswer,
  type FakeCallback,
  type FakeProtocol,
  type FakeRequest,
  type Handled,
  type TakenMessage,
} from './fake-protocol.js';

export interface FakeTencentAccount {
  readonly secretId: string;
  readonly secretKey: string;
  readonly sdkAppId: string;
  readonly signNames: readonly string[];
  /** Registered texts by their numbers, with gaps as `{1}`. */
  readonly templates: Readonly<Record<string, string>>;
  /** With its secret in the path. */
  readonly callbackUrl?: string | undefined;
}

const FRESH_S = 300;
const HOUR = 3_600_000;

interface Send {
  readonly PhoneNumberSet?: readonly string[];
  readonly SmsSdkAppId?: string;
  readonly TemplateId?: string;
  readonly SignName?: string;
  readonly TemplateParamSet?: readonly string[];
  readonly SessionContext?: string;
}

/** Tencent Cloud SMS 2021-01-11: SendSms, signed with TC3-HMAC-SHA256. Its errors come with HTTP 200. */
export class FakeTencent implements FakeProtocol {
  readonly channel = 'SMS';
  #serial = 0;

  constructor(
    readonly name: string,
    private readonly account: FakeTencentAccount,
  ) {}

  handle(request: FakeRequest): Handled {
    const fault = this.#fault(request);
    if (fault) return { answer: ofCall(fault) };
    if (request.headers['x-tc-version'] !== '2021-01-11') return { answer: ofCall('NoSuchVersion') };
    if (request.headers['x-tc-action'] !== 'SendSms') return { answer: ofCall('InvalidAction') };
    return this.#send(request);
  }

  throttled(retryAfterMs: number | undefined): FakeAnswer {
    const answer = ofCall('RequestLimitExceeded');
    if (retryAfterMs === undefined) return answer;
    return { ...answer, headers: { ...answer.headers, 'retry-after': String(Math.ceil(retryAfterMs / 1_000)) } };
  }

  refused(code: string): FakeAnswer {
    return ofCall(code);
  }

  receipt(message: TakenMessage, ending: Ending, at: number): FakeCallback | undefined {
    const [errmsg, description] = {
      delivered: ['DELIVRD', '用户短信送达成功'],
      failed: ['UNDELIV', '运营商返回失败'],
      no_such_number: ['MK:0001', '号码为空号'],
    }[ending] as [string, string];
    return this.#callback([
      {
        user_receive_time: beijing(at),
        nationcode: '86',
        mobile: message.to.replace(/^\+86/, ''),
        report_status: ending === 'delivered' ? 'SUCCESS' : 'FAIL',
        errmsg,
        description,
        sid: message.id,
        ext: message.key,
      },
    ]);
  }

  reply(message: TakenMessage, text: string, at: number): FakeCallback | undefined {
    return this.#callback({
      extend: '',
      mobile: message.to.replace(/^\+86/, ''),
      nationcode: '86',
      sign: this.account.signNames[0] ?? '',
      text,
      time: Math.floor(at / 1_000),
    });
  }

  #callback(body: unknown): FakeCallback | undefined {
    const { callbackUrl } = this.account;
    return callbackUrl === undefined
      ? undefined
      : { url: callbackUrl, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  }

  #fault({ method, headers, body, receivedAt }: FakeRequest): string | undefined {
    const [, id, date = '', service = '', signed = '', signature] =
      /^TC3-HMAC-SHA256 Credential=([^/]+)\/([^/]+)\/([^/]+)\/tc3_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
        headers['authorization'] ?? '',
      ) ?? [];
    if (signature === undefined) return 'AuthFailure.SignatureFailure';
    if (id !== this.account.secretId) return 'AuthFailure.SecretIdNotFound';
    const timestamp = Number(headers['x-tc-timestamp']);
    if (!(Math.abs(receivedAt / 1_000 - timestamp) <= FRESH_S)) return 'AuthFailure.SignatureExpire';
    // The SDK takes the first label of its endpoint for the service, which is 127 for a fake.
    if (service !== 'sms' && service !== '127') return 'AuthFailure.SignatureFailure';
    if (date !== new Date(timestamp * 1_000).toISOString().slice(0, 10)) return 'AuthFailure.SignatureFailure';
    if (signed !== 'content-type;host') return 'AuthFailure.SignatureFailure';
    const host = headers['host'] ?? '';
    // The SDK signs the host without its port.
    const right = [host, host.replace(/:\d+$/, '')].some((one) => {
      const canonical = `${method}\n/\n\ncontent-type:${headers['content-type'] ?? ''}\nhost:${one}\n\n${signed}\n${sha256(body)}`;
      const toSign = `TC3-HMAC-SHA256\n${timestamp}\n${date}/${service}/tc3_request\n${sha256(canonical)}`;
      const key = hmac(hmac(hmac(`TC3${this.account.secretKey}`, date), service), 'tc3_request');
      return hmac(key, toSign).toString('hex') === signature;
    });
    return right ? undefined : 'AuthFailure.SignatureFailure';
  }

  #send({ body, receivedAt: takenAt }: FakeRequest): Handled {
    const send = sendOf(body);
    if (!send) return { answer: ofCall('InvalidParameter') };
    const [to = '', ...more] = send.PhoneNumberSet ?? [];
    if (to === '' || more.length > 0) return { answer: ofCall('InvalidParameterValue.PhoneNumberSetEmpty') };
    const params = send.TemplateParamSet ?? [];
    const template = this.account.templates[send.TemplateId ?? ''];
    const gaps = new Set(template?.match(/\{\d+\}/g) ?? []).size;
    const fault =
      send.SmsSdkAppId !== this.account.sdkAppId
        ? 'UnauthorizedOperation.SmsSdkAppIdVerifyFail'
        : !this.account.signNames.includes(send.SignName ?? '')
          ? 'FailedOperation.SignatureIncorrectOrUnapproved'
          : template === undefined
            ? 'FailedOperation.TemplateIncorrectOrUnapproved'
            : params.length !== gaps
              ? 'InvalidParameterValue.TemplateParameterFormatError'
              : params.some(holdsUrl)
                ? 'InvalidParameterValue.ProhibitedUseUrlInTemplateParameter'
                : !/^\+[1-9]\d{6,14}$/.test(to)
                  ? 'InvalidParameterValue.IncorrectPhoneNumber'
                  : undefined;
    this.#serial += 1;
    const id = `5000:${takenAt}${this.#serial}`;
    const session = send.SessionContext ?? '';
    if (fault !== undefined || template === undefined) return { answer: ofNumber(to, session, fault ?? '', '') };
    const filled = template.replaceAll(/\{(\d+)\}/g, (_, n: string) => params[Number(n) - 1] ?? '');
    const text = `【${send.SignName}】${filled}`;
    return {
      answer: ofNumber(to, session, 'Ok', id),
      message: { id, channel: 'SMS', to, text, key: session, callbackUrl: this.account.callbackUrl, takenAt },
    };
  }
}

function ofCall(code: string): FakeAnswer {
  return json(200, { Response: { Error: { Code: code, Message: code }, RequestId: randomUUID() } });
}

function ofNumber(to: string, session: string, code: string, serial: string): FakeAnswer {
  const status = {
    SerialNo: serial,
    PhoneNumber: to,
    Fee: code === 'Ok' ? 1 : 0,
    SessionContext: session,
    Code: code,
    Message: code === 'Ok' ? 'send success' : code,
    IsoCode: to.startsWith('+86') ? 'CN' : '',
  };
  return json(200, { Response: { SendStatusSet: [status], RequestId: randomUUID() } });
}

function sendOf(body: string): Send | undefined {
  try {
    return JSON.parse(body) as Send;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function beijing(at: number): string {
  return new Date(at + 8 * HOUR).toISOString().slice(0, 19).replace('T', ' ');
}
