import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { RecordedList } from '../recorded-list.js';
import { RecordedMail } from './recorded-mail.js';
import { NORMAL, rejectionIn, type SmtpBehaviour } from './smtp-behaviour.js';

type Done = (error?: Error | null) => void;

const HANG: Done = () => undefined;

/**
 * A real SMTP server on 127.0.0.1 that records what it accepted and misbehaves as told, at run time, for all or for one
 * recipient.
 */
export class RecordingSmtpServer {
  readonly #mails = new RecordedList<RecordedMail>();
  readonly #rules = new Map<string, SmtpBehaviour>();
  readonly #sockets = new Map<number, Socket>();
  readonly #server: SMTPServer;
  readonly #timers = new Set<NodeJS.Timeout>();
  #behaviour: SmtpBehaviour = NORMAL;
  #connections = 0;
  #hung = 0;
  #port = 0;

  private constructor() {
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      logger: false,
      onConnect: (session, done) => this.#onConnect(session, done),
      onMailFrom: (_address, _session, done) => (this.#hangsAt('mail') ? HANG() : done()),
      onRcptTo: (address, session, done) => this.#onRcptTo(address.address, session, done),
      onData: (stream, session, done) => this.#onData(stream, session, done),
    });
    this.#server.server.on('connection', (socket: Socket) => {
      const port = socket.remotePort ?? 0;
      this.#sockets.set(port, socket);
      socket.once('close', () => this.#sockets.delete(port));
    });
    // A client that goes away in mid mail is what many tests are about, and shows in the record.
    this.#server.on('error', HANG);
  }

  /** Starts listening; port 0 takes a free one. */
  static async start(options: { port?: number } = {}): Promise<RecordingSmtpServer> {
    const recording = new RecordingSmtpServer();
    await new Promise<void>((resolve, reject) => {
      recording.#server.server.once('error', reject);
      recording.#server.listen(options.port ?? 0, '127.0.0.1', resolve);
    });
    recording.#port = (recording.#server.server.address() as AddressInfo).port;
    return recording;
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.#port}`;
  }

  /** Connections so far, refused ones included. */
  get connections(): number {
    return this.#connections;
  }

  /** Mails that came whole and get no answer behind the final dot; not accepted. */
  get hung(): number {
    return this.#hung;
  }

  /** From now on, for every mail whose recipients have no rule of their own. */
  behave(behaviour: SmtpBehaviour): void {
    this.#behaviour = behaviour;
  }

  /** From now on, for mails to this address; `normal` lifts whatever holds for all. */
  behaveFor(recipient: string, behaviour: SmtpBehaviour): void {
    this.#rules.set(recipient.toLowerCase(), behaviour);
  }

  /** All behaviours normal again; what hangs stays hung. */
  behaveNormally(): void {
    this.#behaviour = NORMAL;
    this.#rules.clear();
  }

  accepted(): readonly RecordedMail[] {
    return this.#mails.items;
  }

  acceptedBy(recipient: string): RecordedMail[] {
    return this.#mails.items.filter(({ envelope }) => envelope.to.includes(recipient));
  }

  waitFor(count: number, timeoutMs?: number): Promise<readonly RecordedMail[]> {
    return this.#mails.waitFor(count, timeoutMs);
  }

  clear(): void {
    this.#mails.clear();
  }

  /** Cuts all connections: whoever waits for an answer gets none. */
  cut(): void {
    for (const socket of this.#sockets.values()) socket.destroy();
  }

  /** Cuts all connections and stops listening. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    const closed = new Promise<void>((resolve) => this.#server.close(resolve));
    this.cut();
    await closed;
  }

  #hangsAt(phase: 'connect' | 'mail'): boolean {
    return this.#behaviour.kind === 'hang' && this.#behaviour.phase === phase;
  }

  #onConnect(session: SMTPServerSession, done: Done): void {
    this.#connections += 1;
    if (this.#behaviour.kind === 'flap' && this.#connections % 2 === 1) this.#cut(session);
    else if (!this.#hangsAt('connect')) done();
  }

  #onRcptTo(recipient: string, session: SMTPServerSession, done: Done): void {
    const behaviour = this.#rules.get(recipient.toLowerCase()) ?? this.#behaviour;
    done(rejectionIn('rcpt', behaviour));
    // Not read any further: DATA gets no answer.
    if (behaviour.kind === 'hang' && behaviour.phase === 'data') this.#sockets.get(session.remotePort)?.pause();
  }

  #onData(stream: SMTPServerDataStream, session: SMTPServerSession, done: Done): void {
    const { mailFrom, rcptTo } = session.envelope;
    const envelope = { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) };
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      const mail = new RecordedMail(
        envelope,
        chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks),
        Date.now(),
      );
      this.#decide(mail, session, done);
    });
  }

  #decide(mail: RecordedMail, session: SMTPServerSession, done: Done): void {
    const rule =
      this.#rules.size > 0
        ? mail.envelope.to.map((recipient) => this.#rules.get(recipient.toLowerCase())).find(Boolean)
        : undefined;
    const behaviour = rule ?? this.#behaviour;
    const rejection = rejectionIn('data', behaviour);
    if (rejection) return done(rejection);
    if (behaviour.kind === 'hang' && behaviour.phase === 'final') return void (this.#hung += 1);
    if (behaviour.kind === 'acceptThenDrop') {
      mail.answered = false;
      this.#mails.add(mail);
      return this.#cut(session);
    }
    this.#mails.add(mail);
    if (behaviour.kind !== 'slow') return done();
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      done();
    }, behaviour.ms);
    this.#timers.add(timer);
  }

  #cut(session: SMTPServerSession): void {
    this.#sockets.get(session.remotePort)?.destroy();
  }
}
