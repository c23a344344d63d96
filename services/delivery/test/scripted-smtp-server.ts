import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** The server's word at each point of a mail: whole lines, the last one ends the answer. */
export interface SmtpScript {
  readonly greeting?: string;
  readonly ehlo?: string;
  readonly mail?: string;
  readonly rcpt?: string;
  readonly data?: string;
  readonly final?: string;
}

const GOOD: Required<SmtpScript> = {
  greeting: '220 here',
  ehlo: '250-here\r\n250 8BITMIME',
  mail: '250 2.1.0 ok',
  rcpt: '250 2.1.5 ok',
  data: '354 go',
  final: '250 2.0.0 taken',
};

/** A mail server on 127.0.0.1 that says word for word what it is told to. */
export class ScriptedSmtpServer {
  script: SmtpScript = {};
  /** Command lines as they came, of all connections. */
  readonly commands: string[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((socket) => this.#talk(socket));
  }

  static async start(): Promise<ScriptedSmtpServer> {
    const scripted = new ScriptedSmtpServer();
    await new Promise<void>((resolve) => scripted.#server.listen(0, '127.0.0.1', resolve));
    return scripted;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #talk(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    const say = (what: keyof SmtpScript): boolean => socket.write(`${this.script[what] ?? GOOD[what]}\r\n`);
    let content = false;
    let rest = '';
    say('greeting');
    socket.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString('utf8')).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (content) {
          if (line !== '.') continue;
          content = false;
          say('final');
          continue;
        }
        this.commands.push(line);
        const [command = ''] = line.toUpperCase().split(/[ :]/);
        if (command === 'EHLO' || command === 'HELO') say('ehlo');
        else if (command === 'MAIL') say('mail');
        else if (command === 'RCPT') say('rcpt');
        else if (command === 'DATA') {
          content = (this.script.data ?? GOOD.data).startsWith('354');
          say('data');
        } else if (command === 'QUIT') socket.end('221 bye\r\n');
        else socket.write('250 ok\r\n');
      }
    });
  }
}
