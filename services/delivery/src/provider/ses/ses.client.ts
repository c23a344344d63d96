import type { SendEmailCommandInput, SESv2Client } from '@aws-sdk/client-sesv2';
import { retryAfter } from '../http-answer.js';
import type { HttpCallResult, HttpCalls, HttpReply } from '../http-call.client.js';

export interface SesCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface SesClientOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: SesCredentials;
  readonly calls: HttpCalls;
  readonly wallNow: () => number;
}

export type SesAnswer =
  | { readonly kind: 'taken'; readonly providerMessageId: string }
  /** An error of SES: its HTTP status, its name and its words, in which addresses may stand. */
  | {
      readonly kind: 'failed';
      readonly status: number;
      readonly name: string;
      readonly message: string;
      readonly retryAfterMs: number | undefined;
    }
  | Exclude<HttpCallResult, HttpReply>;

/** One call on its way through the SDK: until when it may leave, and what came of it. */
interface Passage {
  readonly callBy: number;
  made?: HttpCallResult;
}

/** Options of a call, which the SDK hands on as they are. */
interface CallOptions {
  readonly requestTimeout?: number;
  readonly passage: Passage;
}

interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

interface Sdk {
  readonly client: SESv2Client;
  send(input: SendEmailCommandInput, passage: Passage): Promise<{ readonly MessageId?: string | undefined }>;
}

/**
 * SendEmail by the official SDK, which makes and signs the request; it leaves over the HTTP calls that all providers
 * share, because only they know `callBy` and what cannot have arrived. One attempt: the SDK's usual three would send a
 * mail again whose answer was lost. The SDK is loaded with the first mail: who does not use it does not pay for it.
 */
export class SesCalls {
  #sdk: Promise<Sdk> | undefined;

  constructor(private readonly options: SesClientOptions) {}

  async send(input: SendEmailCommandInput, callBy: number): Promise<SesAnswer> {
    const passage: Passage = { callBy };
    const sdk = await (this.#sdk ??= this.#load());
    try {
      const { MessageId: providerMessageId = '' } = await sdk.send(input, passage);
      return providerMessageId === '' ? unreadable(passage) : { kind: 'taken', providerMessageId };
    } catch (error) {
      return this.#failure(error as Error, passage);
    }
  }

  async close(): Promise<void> {
    (await this.#sdk)?.client.destroy();
  }

  async #load(): Promise<Sdk> {
    const { SESv2Client: Client, SendEmailCommand } = await import('@aws-sdk/client-sesv2');
    const { endpoint, region, credentials } = this.options;
    const client = withoutWarning(
      () =>
        new Client({
          region,
          endpoint,
          credentials: { ...credentials },
          maxAttempts: 1,
          requestHandler: {
            handle: (request: SdkRequest, options?: object) => this.#pass(request, (options as CallOptions).passage),
          },
        }),
    );
    return {
      client,
      send: async (input, passage) => {
        const options: CallOptions = { passage };
        return await client.send(new SendEmailCommand(input), options);
      },
    };
  }

  async #pass({ method, path, headers, body }: SdkRequest, passage: Passage) {
    if (method !== 'POST') throw new RangeError(`SendEmail is a POST, not ${method}`);
    const made = await this.options.calls.call({ method, path, headers, body: body ?? '' }, passage);
    passage.made = made;
    if (made.kind !== 'answered') throw new Error(`no answer: ${made.kind}`);
    return { response: { statusCode: made.status, headers: { ...made.headers }, body: made.body ?? Buffer.alloc(0) } };
  }

  #failure({ name, message }: Error, { made }: Passage): SesAnswer {
    // It failed before anything was sent: what it was given, or how it is set up, is no request.
    if (!made) return { kind: 'not_sent', reason: `SES_${name}`.slice(0, 60) };
    if (made.kind !== 'answered') return made;
    const retryAfterMs = retryAfter(made.headers['retry-after'], this.options.wallNow());
    return { kind: 'failed', status: made.status, name, message, retryAfterMs };
  }
}

/** 200, and no id in it. */
function unreadable({ made }: Passage): SesAnswer {
  const status = made?.kind === 'answered' ? made.status : 0;
  return { kind: 'failed', status, name: 'NO_MESSAGE_ID', message: '', retryAfterMs: undefined };
}

/** Its version is pinned: what the SDK says of later versions and of Node helps nobody who runs this. */
function withoutWarning<T>(make: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return make();
  } finally {
    process.emitWarning = emitWarning;
  }
}
