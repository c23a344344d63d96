import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { ProviderResult } from '../provider.js';
import { smtpFailure, type SmtpFailure } from './smtp-result.js';
import type { Timings } from '../timings.js';

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly requireTls: boolean;
  readonly auth: { readonly user: string; readonly pass: string } | undefined;
}

export interface SmtpEnvelope {
  readonly from: string;
  readonly to: string;
}

/** One SMTP connection, kept alive from mail to mail; after anything but an acceptance it is dropped. */
export class SmtpSession {
  #connection: SMTPConnection | undefined;
  /** Whether the server takes addresses beyond ASCII (RFC 6531). */
  #takesUtf8 = false;

  constructor(
    private readonly server: SmtpServer,
    private readonly timings: Timings,
    private readonly monotonic: () => number,
  ) {}

  /** Whether the next mail goes over a connection that served one before. */
  get warm(): boolean {
    return this.#connection !== undefined && !this.#connection.destroyed;
  }

  async send(envelope: SmtpEnvelope, content: Buffer, callBy: number): Promise<ProviderResult> {
    let connection: SMTPConnection;
    try {
      connection = await this.#connected();
    } catch (error) {
      return smtpFailure(error as SmtpFailure, { ready: false, contentEnded: false, expired: false });
    }
    // Without the extension the address would go out as bytes that mean something else to the server.
    if (!this.#takesUtf8 && !isAscii(envelope.to)) return { kind: 'refused', reason: 'NO_SMTPUTF8', about: 'ADDRESS' };
    const result = await this.#transmit(connection, envelope, content, callBy);
    if (result.kind !== 'accepted') this.close();
    return result;
  }

  close(): void {
    this.#connection?.close();
    this.#connection = undefined;
  }

  async #connected(): Promise<SMTPConnection> {
    if (this.#connection && !this.#connection.destroyed) return this.#connection;
    const { host, port, secure, requireTls, auth } = this.server;
    const { phaseMs, finalMs } = this.timings;
    const connection = new SMTPConnection({
      host,
      port,
      secure,
      requireTLS: requireTls,
      connectionTimeout: phaseMs,
      greetingTimeout: phaseMs,
      dnsTimeout: phaseMs,
      socketTimeout: phaseMs + finalMs,
    });
    try {
      await calledBack((done) => {
        connection.once('error', done);
        connection.once('end', () => done(new Error('the server closed the connection')));
        connection.connect(done);
      });
      // It is the answer to the last EHLO as long as nothing was asked after it.
      this.#takesUtf8 = /[ -]SMTPUTF8\b/im.test(connection.lastServerResponse || '');
      if (auth) await calledBack((done) => connection.login(auth, done));
    } catch (error) {
      connection.on('error', () => connection.close());
      connection.close();
      throw error;
    }
    // A server may end an idle connection at any time; the next mail then opens another.
    connection.on('error', () => connection.close());
    return (this.#connection = connection);
  }

  #transmit(
    connection: SMTPConnection,
    envelope: SmtpEnvelope,
    content: Buffer,
    callBy: number,
  ): Promise<ProviderResult> {
    let expired = false;
    let contentEnded = false;
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const fail = (error: SmtpFailure): void => {
        clearTimeout(timer);
        connection.off('end', onEnd);
        resolve(smtpFailure(error, { ready: true, contentEnded, expired }));
      };
      const onEnd = (): void => fail({ message: 'the server closed the connection', code: 'ECONNECTION' });
      const limit = (ms: number, phase: string): void => {
        clearTimeout(timer);
        timer = setTimeout(() => fail({ message: `no answer within ${ms} ms`, code: `TIMEOUT_${phase}` }), ms);
      };
      const checked = (): boolean => !(expired = this.monotonic() >= callBy);
      const stream = contentStream(content, checked, () => limit(this.timings.phaseMs, 'CONTENT'));
      stream.once('end', () => {
        contentEnded = true;
        limit(this.timings.finalMs, 'FINAL');
      });
      limit(this.timings.phaseMs, 'ENVELOPE');
      connection.once('end', onEnd);
      connection.send({ from: envelope.from, to: [envelope.to], size: content.length }, stream, (error, info) => {
        if (error) return fail(error);
        clearTimeout(timer);
        connection.off('end', onEnd);
        resolve({ kind: 'accepted', providerMessageId: info.response.slice(0, 200) });
      });
    });
  }
}

function isAscii(text: string): boolean {
  return [...text].every((character) => character <= '\x7f');
}

/**
 * The content as a stream whose first read asks whether it may still go out; if not, it breaks before the first byte.
 */
function contentStream(content: Buffer, mayGo: () => boolean, onStart: () => void): Readable {
  return new Readable({
    read() {
      if (!mayGo()) {
        this.destroy(new Error('call_by passed before the content went out'));
        return;
      }
      onStart();
      this.push(content);
      this.push(null);
    },
  });
}

function calledBack(begin: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => begin((error) => (error ? reject(error) : resolve())));
}
