import { instant, type Instant } from '@perennial/kernel/instant';
import type { Term } from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import type { Payment } from '@perennial/proto/gen/perennial/payments/v1/payments';
import type { Reminder } from '@perennial/proto/gen/perennial/scheduling/v1/scheduling';
import type { Participant } from '@perennial/service/sandbox/walker';
import { freePortOffset } from '@perennial/processes/free-offset';
import type { RecordedMail } from '@perennial/testing/smtp/recorded-mail';
import type { RecordingSmtpServer } from '@perennial/testing/smtp/recording-smtp-server';
import { contact, contract, customer, Edges, newer, type ErpRecord } from '@perennial/testing/system/edges';
import { participantsOf, walkTo } from '@perennial/testing/system/in-process';
import { testStand, type TestStand } from '@perennial/testing/system/test-stand';
import { startStandalone, type RunningStandalone } from '../src/start-standalone.js';

/** A Monday. All cases share one system and one clock, and each has a customer of its own. */
const START = '2024-07-01T00:00:00Z';

interface Act {
  readonly at: Instant;
  readonly run: (scene: RealLifeScene) => Promise<unknown>;
}

/** What users of other systems ran into, played on the whole system through its public edges. */
export class RealLifeScene {
  static readonly #acts: Act[] = [];
  /** Acts that failed, which fails no other case. */
  readonly faults: string[] = [];

  private constructor(
    private readonly stand: TestStand,
    private readonly running: RunningStandalone,
    readonly edges: Edges,
    private readonly participants: readonly Participant[],
  ) {}

  /** Says what happens at an instant; to be called before `play`, while the suite is read. */
  static at(time: string, run: Act['run']): void {
    RealLifeScene.#acts.push({ at: instant(Date.parse(time)), run });
  }

  /** Starts a system and plays every act at its time, in the order in which they were said, to the end. */
  static async play(end: string): Promise<RealLifeScene> {
    const stand = await testStand('real-life');
    const running = await startStandalone(
      {
        ...stand.environment,
        PERENNIAL_DATA: stand.dataDir,
        PERENNIAL_SAMPLE: 'none',
        PERENNIAL_PORT_OFFSET: String(await freePortOffset()),
        PERENNIAL_SANDBOX_START: START,
      },
      () => undefined,
    );
    const participants = participantsOf(Object.values(running.services));
    const scene = new RealLifeScene(stand, running, new Edges(running.ports.grpc), participants);
    for (const { at, run } of RealLifeScene.#acts.toSorted((a, b) => a.at - b.at)) {
      await walkTo(participants, at);
      await run(scene).catch((error: Error) => scene.faults.push(`${new Date(at).toISOString()}: ${error.message}`));
    }
    await walkTo(participants, instant(Date.parse(end)));
    return scene;
  }

  async end(): Promise<void> {
    this.edges.close();
    await this.running.stop();
    await this.stand.end();
  }

  get databases(): RunningStandalone['databases'] {
    return this.running.databases;
  }

  get smtp(): RecordingSmtpServer {
    return this.stand.smtp;
  }

  get url(): string {
    return `http://127.0.0.1:${this.running.ports.http}`;
  }

  /** Lets everything that an act set off come to rest. */
  async rest(): Promise<void> {
    await walkTo(this.participants, this.running.services.contracts.clock.now());
  }

  /** Records of the ERP, all of which must be taken. @returns their ids. */
  async take(...records: ErpRecord[]): Promise<string[]> {
    const ids = await this.edges.take(records);
    await this.rest();
    return ids;
  }

  /** A file over HTTP, with more of a query where it is given. @returns the answer. */
  async importFile(
    kind: string,
    text: string | Buffer,
    { type = 'text/csv', query = '' } = {},
  ): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.url}/api/v1/imports/${kind}?system=erp${query}`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: typeof text === 'string' ? text : new Uint8Array(text),
    });
    await this.rest();
    return { status: response.status, ...((await response.json()) as object) };
  }

  async get(path: string): Promise<Record<string, unknown>> {
    return (await (await fetch(`${this.url}${path}`)).json()) as Record<string, unknown>;
  }

  terms(contractId: string): Promise<Term[]> {
    return this.edges.terms(contractId);
  }

  reminders(termId: string): Promise<Reminder[]> {
    return this.edges.reminders({ termId });
  }

  async pay(event: string, termId: string, currency: string, minor: bigint): Promise<Payment> {
    const payment = await this.edges.pay(termId, { currency, minor }, event);
    await this.rest();
    return payment;
  }

  /** Mails to an address, in the order in which they came. */
  mailsTo(address: string): RecordedMail[] {
    return this.smtp.acceptedBy(address);
  }
}

export const address = (name: string): string => `${name.toLowerCase()}@customer.example`;

/** A German customer with one contact for renewals. */
export function company(id: string, more: Record<string, unknown> = {}): ErpRecord[] {
  return [
    customer(id, 'Europe/Berlin', { name: `Case ${id}`, country: 'DE', locale: 'en', ...more }),
    contact(id.toLowerCase(), id, { name: `Ada ${id}` }),
  ];
}

/** An annual contract of 100.00 EUR unless told otherwise. */
export function agreement(
  id: string,
  customerId: string,
  originalStart: string,
  more: Record<string, unknown> & { version?: number } = {},
): ErpRecord {
  return contract(id, customerId, originalStart, {
    product: `Suite ${id}`,
    amount: '100.00',
    currency: 'EUR',
    ...more,
  });
}

export { contact, customer, newer };
