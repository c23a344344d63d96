import { HttpCalls } from '../http-call.client.js';
import { TIMINGS } from '../timings.js';

export interface SnsServerOptions {
  /** `https://sns.<region>.amazonaws.com`; another one for a fake. */
  readonly endpoint: string;
  readonly topicArn: string;
  readonly monotonic: () => number;
}

/** What a message of SNS names is fetched from there. */
const CERTIFICATE = /^\/SimpleNotificationService-[A-Za-z0-9]{1,64}\.pem$/;
/** Certificates change about once a year. */
const MOST_KEPT = 4;
/** A certificate that could not be fetched is not asked for again before that. */
const FAILED_MS = 30_000;

type Kept = { readonly at: number; readonly pem: Promise<string | undefined> };

/**
 * The server of SNS in the topic's region. A message says where its certificate and its confirmation are: of what it
 * says only path and query are used, and only where the host is that server's own, so that nobody can make us ask
 * another one. Nothing is followed elsewhere.
 */
export class SnsServer {
  readonly #host: string;
  readonly #calls: HttpCalls;
  readonly #certificates = new Map<string, Kept>();

  constructor(private readonly options: SnsServerOptions) {
    const { endpoint, topicArn, monotonic } = options;
    this.#host = snsHost(topicArn);
    this.#calls = new HttpCalls({ origin: new URL(endpoint).origin, connections: 2, timings: TIMINGS, monotonic });
  }

  /** @returns 'foreign' for a URL that SNS has no certificate at; undefined when there was no answer. */
  async certificate(url: string): Promise<string | 'foreign' | undefined> {
    const found = this.#ownUrl(url);
    if (!found || found.search !== '' || !CERTIFICATE.test(found.pathname)) return 'foreign';
    const { pathname } = found;
    const kept = this.#certificates.get(pathname);
    if (kept && ((await kept.pem) !== undefined || this.options.monotonic() - kept.at < FAILED_MS))
      return await kept.pem;
    const pem = this.#get(pathname);
    this.#certificates.delete(pathname);
    const [oldest] = this.#certificates.keys();
    if (this.#certificates.size >= MOST_KEPT && oldest !== undefined) this.#certificates.delete(oldest);
    this.#certificates.set(pathname, { at: this.options.monotonic(), pem });
    return await pem;
  }

  /** Confirms the subscription to our topic. @returns whether SNS took it; 'foreign' for any other URL. */
  async confirm(url: string): Promise<boolean | 'foreign'> {
    const found = this.#ownUrl(url);
    const { searchParams } = found ?? new URL('https://none.invalid/');
    const ours =
      found?.pathname === '/' &&
      searchParams.get('Action') === 'ConfirmSubscription' &&
      searchParams.get('TopicArn') === this.options.topicArn;
    return ours ? (await this.#get(`/${found.search}`)) !== undefined : 'foreign';
  }

  async close(): Promise<void> {
    await this.#calls.close();
  }

  #ownUrl(text: string): URL | undefined {
    if (!URL.canParse(text)) return undefined;
    const url = new URL(text);
    const plain = url.port === '' && url.username === '' && url.password === '' && url.hash === '';
    return url.protocol === 'https:' && url.hostname === this.#host && plain ? url : undefined;
  }

  async #get(path: string): Promise<string | undefined> {
    const callBy = this.options.monotonic() + TIMINGS.phaseMs;
    const call = await this.#calls.call({ method: 'GET', path }, { callBy, waitMs: TIMINGS.phaseMs });
    return call.kind === 'answered' && call.status === 200 ? call.body?.toString('utf8') : undefined;
  }
}

/** `arn:aws:sns:eu-central-1:123456789012:mails`, of China as `arn:aws-cn:…`. */
export const TOPIC_ARN = /^arn:(aws|aws-cn|aws-us-gov):sns:([a-z]{2}(?:-[a-z]+)+-\d):\d{12}:[A-Za-z0-9_-]{1,256}$/;

/** The host of SNS in the region of a topic. */
export function snsHost(topicArn: string): string {
  const [, partition, region = ''] = TOPIC_ARN.exec(topicArn) ?? [];
  return `sns.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`;
}
