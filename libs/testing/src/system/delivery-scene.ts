import { newEvent, type NewEvent } from '@perennial/events/event';
import { addMs, DAY, formatInstant, type Instant } from '@perennial/kernel/instant';
import {
  newId,
  type ContactId,
  type ContractId,
  type CustomerId,
  type MessageId,
  type RecipientId,
  type ReminderId,
  type TermId,
} from '@perennial/kernel/ids';
import { AddresseeKind, Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import type { RunningService } from '@perennial/service/boot/running-service';
import type { DeliveryPeers } from './delivery-peers.js';

/** A reminder.due with all that it names, known to the peers. */
export interface Made {
  readonly event: NewEvent;
  readonly messageId: MessageId;
  readonly customerId: CustomerId;
  readonly contactId: ContactId;
  readonly recipientId: RecipientId;
  readonly address: string;
  readonly riders: readonly { reminderId: ReminderId; termId: TermId; contractId: ContractId }[];
}

export interface DueChange {
  readonly riders?: number;
  readonly name?: string;
  readonly customer?: string;
  readonly locale?: string;
  readonly template?: string;
  readonly ownerId?: string;
  /** By mail to an address of one's own, unless given. */
  readonly channel?: Channel;
  readonly address?: string;
  /** The colleague who may write to it; whoever owns it otherwise. */
  readonly writer?: string;
  /** Of the customer. */
  readonly country?: string;
  /** Channels of further rungs. */
  readonly ladder?: readonly Channel[];
  /** Ms of the business clock from now. */
  readonly windowOpensIn?: number;
  readonly windowClosesIn?: number;
  /** What a rider has of its own; `template` is that of its rung. */
  readonly each?: (
    n: number,
  ) => Readonly<Partial<Record<'legal' | 'lastStep', boolean> & Record<'template' | 'purpose', string>>>;
}

/** What delivery published of a reminder. */
export interface PublishedOutcome {
  readonly reminderId: string;
  readonly messageId: string;
  readonly state: string;
  readonly reason?: string;
  readonly retry?: string;
  readonly uncertain?: boolean;
  readonly acceptedAt?: string;
  readonly quoteVersion?: number;
  readonly rungs?: readonly object[];
}

/** Due messages for suites of delivery alone, and what became of them. */
export class DeliveryScene {
  /** @param service the one under test, which may have been started anew. */
  constructor(
    private readonly peers: DeliveryPeers,
    private readonly service: () => RunningService,
  ) {}

  now(): Instant {
    return this.service().clock.now();
  }

  due(change: DueChange = {}): Made {
    const [messageId, customerId, contactId, recipientId] = [
      newId<MessageId>(),
      newId<CustomerId>(),
      newId<ContactId>(),
      newId<RecipientId>(),
    ];
    const riders = Array.from({ length: change.riders ?? 1 }, () => ({
      reminderId: newId<ReminderId>(),
      termId: newId<TermId>(),
      contractId: newId<ContractId>(),
    }));
    const address = change.address ?? `${contactId.slice(-12)}@customer.example`;
    const addressee = { kind: AddresseeKind.ADDRESSEE_KIND_CONTACT, id: contactId };
    this.peers.contacts.set(contactId, {
      addressee,
      customerId,
      recipientId,
      address,
      addressHmac: Buffer.from(address).toString('hex').padEnd(64, '0').slice(0, 64),
      name: change.name ?? 'Ada Lovelace',
      customerName: change.customer ?? 'Analytical Engines',
      locale: change.locale ?? 'en-GB',
      zone: 'Europe/London',
      active: true,
      writer: change.writer ?? '',
      customerCountry: change.country ?? 'DE',
    });
    for (const [n, { termId }] of riders.entries()) this.quote(termId, 1, 120_000n + BigInt(n));
    const window = {
      windowOpensAt: formatInstant(addMs(this.now(), change.windowOpensIn ?? 0)),
      windowClosesAt: formatInstant(addMs(this.now(), change.windowClosesIn ?? 3 * DAY)),
    };
    const rung = {
      channel: change.channel ?? Channel.CHANNEL_EMAIL,
      template: change.template ?? 'reminder',
      opensAt: formatInstant(this.now()),
      closesAt: formatInstant(addMs(this.now(), 30 * DAY)),
      ...window,
    };
    const step = { step: 'T-30/reminder', purpose: 'reminder', capExempt: false, lastStep: false };
    const day = { lastDay: '2024-08-31', correctsLastDay: '', legal: false };
    const rest = { ...step, ...day, rungs: [rung], ownerId: change.ownerId ?? '', teamId: '' };
    const event = newEvent('reminder.due', {
      messageId,
      customerId,
      addressee,
      recipientId,
      releasedAt: formatInstant(this.now()),
      riders: riders.map((rider, n) => {
        const { template = rung.template, ...own } = change.each?.(n) ?? {};
        const rungs = [rung.channel, ...(change.ladder ?? [])].map((channel) => ({ ...rung, channel, template }));
        return { ...rider, ...rest, ...own, rungs, product: `Suite ${n + 1}` };
      }),
    });
    return { event, messageId, address, contactId, recipientId, customerId, riders };
  }

  /** What payments answers for a term from now on. */
  quote(termId: TermId, quoteVersion: number, minor: bigint): void {
    const amount = { currency: 'EUR', minor };
    const asked = { amount, price: amount, received: undefined, previousPrice: undefined };
    this.peers.looks.set(termId, {
      termId,
      closed: false,
      cause: '',
      quoteVersion,
      payToken: `pay-${termId}`,
      ...asked,
    });
  }

  /** payment.renewed of a rider's term. */
  paid({ customerId, riders }: Made, n = 0, paymentId: string = newId()): NewEvent {
    const { termId, contractId } = riders[n] as Made['riders'][number];
    return newEvent('payment.renewed', {
      paymentId,
      termId,
      contractId,
      customerId,
      quoteVersion: 1,
      amount: { currency: 'EUR', minor: 120_000n },
      paidAt: formatInstant(this.now()),
      cause: `payment:${paymentId}`,
    });
  }

  /** State, reason and outcome of what rode or rides, in the order of the riders. */
  async rows({ riders }: Made): Promise<{ state: string; outcome: string | null; reason: string | null }[]> {
    return await this.service().database.query(
      `select d.state, o.state as outcome, d.reason from dispatch d left join outcome o using (reminder_id, rung)
       where d.reminder_id = any($1::uuid[]) order by d.product`,
      [riders.map(({ reminderId }) => reminderId)],
    );
  }

  async message({ messageId }: Made): Promise<{
    state: string;
    reason: string | null;
    frozen: boolean;
    retries: number;
    next_attempt_at: Instant | null;
  }> {
    const [row] = await this.service().database.query<Awaited<ReturnType<DeliveryScene['message']>>>(
      'select state, reason, frozen, retries, next_attempt_at from message where message_id = $1',
      [messageId],
    );
    if (!row) throw new Error(`message ${messageId} did not come`);
    return row;
  }

  /** States of the calls of a message, in their order. */
  async attempts({ messageId }: Made): Promise<string[]> {
    const rows = await this.service().database.query<{ state: string }>(
      'select state from attempt where message_id = $1 order by n',
      [messageId],
    );
    return rows.map(({ state }) => state);
  }

  /** What was published for the customer, in its order. */
  async outcomes({ customerId }: Made): Promise<PublishedOutcome[]> {
    const rows = await this.service().database.query<{ data: string }>(
      `select data from outbox where type = 'delivery.outcome' and key = $1 order by id`,
      [customerId],
    );
    return rows.map(({ data }) => JSON.parse(data) as PublishedOutcome);
  }
}
