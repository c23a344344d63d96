import { addDays, addMonthsClamped } from '@perennial/calendar/civil';
import { addMs, MINUTE } from '@perennial/kernel/instant';
import { DomainError } from '@perennial/kernel/violation';
import { PolicyServiceService } from '@perennial/proto/gen/perennial/scheduling/v1/scheduling';
import { grpcClient, unary } from '@perennial/service/grpc/client';
import { contact, contract, customer, type ErpRecord } from '@perennial/testing/system/edges';
import { nextStop, opening, ZONE } from './deal.js';
import { NotYet, repeatUntilAnswered } from './repeat-until-answered.js';
import type { Stage } from './stage.js';

/** The ways on which a wave is told: the channels of its one step, in their order. */
export const LADDERS = {
  mail: ['email', 'sms', 'task'],
  text: ['sms', 'task'],
  'text-alone': ['sms'],
  chat: ['wecom', 'sms', 'task'],
} as const;
export type Ladder = keyof typeof LADDERS;

/** Which addresses its contacts have; Chinese numbers are served by no provider of the stage. */
export type Addresses = 'both' | 'phone' | 'chinese-phone';

/** A customer, and what he is written to; empty where he has no such address. */
export interface WaveCustomer {
  readonly customerId: string;
  readonly email: string;
  readonly phone: string;
}

/** Customers whose one reminder falls due at one instant. */
export interface Wave {
  readonly name: string;
  readonly customers: readonly WaveCustomer[];
}

const FIRST_NODE = 60;
/** A node that was missed by so many days is still in time. */
const MISSED_BY = 3;
let numbers = 0;

/** Each ladder is a policy of its own, chosen by the product. */
export async function saveLadders(stage: Stage): Promise<void> {
  const policies = grpcClient(PolicyServiceService, stage.first('scheduling').grpcAddress);
  try {
    for (const [name, channels] of Object.entries(LADDERS)) {
      const document = `policy: drill-${name}
priority: 1
select: product == "${name}"
steps:
  - { node: T-${FIRST_NODE}, purpose: reminder, template: reminder, roles: [renewal], late: P5D, tracks: [[${channels.join(', ')}]] }
`;
      await repeatUntilAnswered(() => unary(policies, 'savePolicy', { document }, 10_000).catch(notYet));
    }
  } finally {
    policies.close();
  }
}

/** On a fresh stage the texts may not have come to scheduling yet. */
function notYet(error: unknown): never {
  const broken = error instanceof DomainError ? error.violations : [];
  throw broken.length > 0 && broken.every(({ rule }) => rule === 'unknown_template')
    ? new NotYet(String(error))
    : error;
}

export interface WaveOrder {
  readonly name: string;
  readonly count: number;
  readonly ladder: Ladder;
  readonly addresses?: Addresses;
}

/** Imports customers who are told when the window opens on the next stop, and walks to the minute before. */
export async function importWave(stage: Stage, order: WaveOrder): Promise<Wave> {
  await saveLadders(stage);
  const day = nextStop(stage.load.day);
  const wave = await imported(stage, order, addDays(day, FIRST_NODE));
  await stage.walkTo(addMs(opening(day), -MINUTE));
  return wave;
}

/** Imports customers who are told at once: their node was some days ago. @param before told whom it will be. */
export async function importOverdue(
  stage: Stage,
  order: WaveOrder,
  before: (customers: readonly Pick<WaveCustomer, 'email' | 'phone'>[]) => void,
): Promise<Wave> {
  await saveLadders(stage);
  return await imported(stage, order, addDays(stage.load.day, FIRST_NODE - MISSED_BY), before);
}

async function imported(
  stage: Stage,
  { name, count, ladder, addresses = 'both' }: WaveOrder,
  lastDay: string,
  before: (customers: readonly Pick<WaveCustomer, 'email' | 'phone'>[]) => void = () => undefined,
): Promise<Wave> {
  const customers = Array.from({ length: count }, (_, n) => {
    const id = `${name.replaceAll(' ', '-')}-${stage.load.day}-${n}`;
    const phone = addresses === 'chinese-phone' ? `+86138${digits(8)}` : `+447400${digits(6)}`;
    return { id, email: addresses === 'both' ? `${id}@customer.example` : '', phone };
  });
  before(customers);
  const start = addMonthsClamped(addDays(lastDay, 1), -12);
  const records = customers.flatMap(({ id, email, phone }): ErpRecord[] => [
    customer(id, ZONE),
    contact(id, id, {
      email,
      phone,
      // Whoever is told by chat is a contact of a colleague there.
      ...(ladder === 'chat' && { addresses: [{ channel: 'CHANNEL_WECOM', address: `wm${id}`, writer: 'zhang' }] }),
    }),
    contract(id, id, start, { product: ladder }),
  ]);
  const ids = await repeatUntilAnswered(() => stage.cluster.edges.take(records), { tryMs: 60_000 });
  return {
    name,
    customers: customers.map(({ email, phone }, n) => ({ customerId: ids[n * 3] as string, email, phone })),
  };
}

function digits(length: number): string {
  numbers += 1;
  return String(numbers).padStart(length, '0');
}
