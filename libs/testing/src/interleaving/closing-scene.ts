import { newEvent } from '@perennial/events/event';
import { newId } from '@perennial/kernel/ids';
import type { ContractSnapshot, TermSnapshot } from '@perennial/proto/gen/perennial/events/v1/contracts';
import { AddresseeKind, Channel, ContractStatus, TermState, Tier } from '@perennial/proto/gen/perennial/types/v1/types';
import { asRecord, Carrier } from './carry.js';
import type { ClosingStage } from './closing-stage.js';
import { Interleaving, point } from './interleaving.js';
import { seeded } from './seeded.js';

const AMOUNT = { currency: 'EUR', minor: 120_000n };
const ROUNDS = 3;

/** A customer with two monthly terms that end in three days: their reminders of today ride in one message. */
export interface ClosingScene {
  readonly customerId: string;
  readonly termIds: readonly string[];
  /** Terms that are paid in the course of it. */
  readonly paid: readonly string[];
  readonly trace: readonly string[];
}

/**
 * Plays claim, close, fence, calls and sweep of one customer against each other in the order of a seed, then lets
 * everything come to rest.
 */
export async function playClosing(stage: ClosingStage, seed: number): Promise<ClosingScene> {
  const choose = seeded(seed * 31 + 7);
  const { scheduling, senders, peers } = stage;
  const [customerId, contactId, recipientId] = [newId(), newId(), newId()];
  const terms = [termOf(customerId), termOf(customerId)];
  const termIds = terms.map(({ term }) => term.termId);
  const paid = choose(4) === 0 ? termIds : termIds.slice(0, 1);
  const looks = choose(4) === 0;
  peers.contacts.set(contactId, {
    addressee: { kind: AddresseeKind.ADDRESSEE_KIND_CONTACT, id: contactId },
    customerId,
    recipientId,
    address: `${contactId}@customer.example`,
    addressHmac: contactId.replaceAll('-', ''),
    name: 'Ada',
    customerName: 'Engines',
    locale: 'en',
    zone: 'UTC',
    active: true,
    writer: '',
    customerCountry: 'DE',
  });
  for (const termId of termIds)
    peers.looks.set(termId, {
      termId,
      closed: false,
      cause: '',
      quoteVersion: 1,
      amount: AMOUNT,
      payToken: `pay-${termId}`,
      received: undefined,
      previousPrice: undefined,
      price: AMOUNT,
    });
  const customer = {
    customerId,
    version: 1,
    tier: Tier.TIER_STANDARD,
    country: 'DE',
    zone: 'UTC',
    locale: 'en',
    ownerId: '',
    teamId: '',
    active: true,
    since: '2024-01-01',
    contacts: [
      {
        contactId,
        recipientId,
        roles: ['renewal'],
        zone: '',
        locale: 'en',
        active: true,
        channels: [Channel.CHANNEL_EMAIL],
        preferredChannel: Channel.CHANNEL_UNSPECIFIED,
      },
    ],
    holds: [],
  };
  const now = scheduling.clock.now();
  await scheduling.take(asRecord(newEvent('customer.changed', { customer }), newId(), now));
  for (const { contract, term } of terms)
    await scheduling.take(asRecord(newEvent('contract.expiring', { contract, term }), newId(), now));
  await scheduling.run('plan-terms');

  const toDelivery = await Carrier.open(scheduling, senders[0].service, customerId);
  const toScheduling = await Carrier.open(senders[0].service, scheduling, customerId);
  const claim = async (): Promise<void> => {
    await scheduling.run('release-due');
    await toDelivery.carry();
  };
  // In half of them delivery has the message already, so that more of the order falls on fence and call.
  const claimed = choose(2) === 0;
  if (claimed) await claim();
  const payments = paid.map((termId) => ({ termId, paymentId: newId(), record: newId() }));
  const payment = ({ termId, paymentId, record }: (typeof payments)[number]) =>
    asRecord(
      newEvent('payment.renewed', {
        paymentId,
        termId,
        contractId: newId(),
        customerId,
        quoteVersion: 1,
        amount: AMOUNT,
        paidAt: '2024-07-03T10:00:00Z',
        cause: `payment:${paymentId}`,
      }),
      record,
      now,
    );
  const repeatedly = (work: () => Promise<unknown>) => async (): Promise<void> => {
    for (let round = 0; round < ROUNDS; round += 1) {
      await work();
      await point('next round');
    }
  };
  const send = (sender: (typeof senders)[number]) =>
    repeatedly(async () => {
      await sender.send();
      await toScheduling.carry();
    });
  const play = new Interleaving(seed);
  try {
    await play.run({
      ...(claimed ? {} : { claim }),
      close: async () => {
        for (const one of payments) await scheduling.take(payment(one));
        await scheduling.run('plan-terms');
        await toDelivery.carry();
      },
      fence: async () => {
        for (const one of payments) {
          if (looks)
            peers.looks.set(one.termId, {
              termId: one.termId,
              closed: true,
              cause: `payment:${one.paymentId}`,
              quoteVersion: 1,
              amount: AMOUNT,
              payToken: '',
              received: undefined,
              previousPrice: undefined,
              price: AMOUNT,
            });
          await point('paid');
          await senders[1].service.take(payment(one));
        }
      },
      sender: send(senders[0]),
      'other sender': send(senders[1]),
      sweep: repeatedly(() => senders[0].service.run('sweep-closed')),
    });
    await rest(stage, [toDelivery, toScheduling]);
  } catch (error) {
    throw new Error(`seed ${seed}: ${(error as Error).message}\n${play.trace.join('\n')}`, { cause: error });
  }
  return { customerId, termIds, paid, trace: play.trace };
}

async function rest({ scheduling, senders }: ClosingStage, carriers: readonly Carrier[]): Promise<void> {
  for (let handled = 1; handled > 0;) {
    handled = 0;
    for (const work of ['plan-terms', 'release-due']) handled += await scheduling.run(work);
    for (const carrier of carriers) handled += await carrier.carry();
    handled += await senders[0].service.run('sweep-closed');
    handled += await senders[0].send();
  }
}

function termOf(customerId: string): { contract: ContractSnapshot; term: TermSnapshot } {
  const [contractId, start, lastDay] = [newId(), '2024-06-07', '2024-07-06'];
  return {
    contract: {
      contractId,
      customerId,
      version: 1,
      product: `Suite ${contractId}`,
      productType: 'subscription',
      periodMonths: 1,
      autoRenew: false,
      trial: false,
      seats: 5,
      originalStart: start,
      status: ContractStatus.CONTRACT_STATUS_ACTIVE,
      ownerId: '',
      teamId: '',
      holds: [],
    },
    term: {
      termId: newId(),
      contractId,
      customerId,
      number: 1,
      start,
      lastDay,
      zone: 'UTC',
      amount: AMOUNT,
      state: TermState.TERM_STATE_OPEN,
      version: 1,
      ownerId: '',
      teamId: '',
      voided: false,
      reportingAmount: undefined,
      holds: [],
      graceFrom: '',
    },
  };
}
