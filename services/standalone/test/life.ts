import { addDays, addMonthsClamped } from '@perennial/calendar/civil';
import type { ErpRecord } from '@perennial/testing/system/edges';
import { seeded } from '@perennial/testing/interleaving/seeded';
import { agreement, company, contact } from './real-life-scene.js';

/** What happens to one customer and the contract of the same name, on a day counted from the start. */
export interface LifeEvent {
  readonly day: number;
  readonly name: string;
  readonly what:
    | { readonly kind: 'record'; readonly record: ErpRecord }
    /** `percent` of what is asked for; the same `event` twice is one payment. */
    | { readonly kind: 'pay'; readonly event: string; readonly percent: number }
    | { readonly kind: 'reverse'; readonly event: string }
    /** A person cancels or re-opens the newest term. */
    | { readonly kind: 'cancel' | 'reopen' };
}

const KINDS = [
  'record',
  'record',
  'record',
  'record',
  'pay',
  'pay',
  'pay',
  'reverse',
  'cancel',
  'reopen',
  'person',
] as const;
const NO_EVENTS: readonly LifeEvent[] = [];

/**
 * A life of a contract as a seed has it: it ends within four months, and up to nine things happen to it in that time,
 * in any order, some of them twice.
 *
 * @param start 'YYYY-MM-DD' of day 0.
 */
export function randomLife(seed: number, start: string): LifeEvent[] {
  const choose = seeded(seed);
  const pick = <T>(list: readonly T[]): T => list[choose(list.length)] as T;
  const name = `L${seed}`;
  const content = {
    originalStart: '',
    periodMonths: pick([1, 3, 12]),
    amount: pick(['100.00', '12.50', '2400.00']),
    seats: 1,
    autoRenew: choose(6) === 0,
    status: 'CONTRACT_STATUS_ACTIVE',
    endedOn: '',
  };
  content.originalStart = addMonthsClamped(addDays(start, 1 + choose(100)), -content.periodMonths * (1 + choose(4)));
  let version = 1;
  const record = (): ErpRecord => {
    const { originalStart, ...more } = content;
    return agreement(name, name, originalStart, { ...more, version });
  };
  const changes: readonly (() => void)[] = [
    () => (content.periodMonths = pick([1, 3, 6, 12])),
    () => (content.periodMonths = pick([1, 12])),
    () => (content.amount = pick(['90.00', '110.00', '2400.00'])),
    () => (content.seats += 1),
    () => (content.originalStart = addDays(content.originalStart, choose(40) - 20)),
    () => Object.assign(content, { status: 'CONTRACT_STATUS_CANCELLED', endedOn: addDays(start, choose(110)) }),
    () => Object.assign(content, { status: 'CONTRACT_STATUS_ACTIVE', endedOn: '' }),
  ];
  const first: LifeEvent[] = [...company(name), record()].map((one) => ({
    day: 0,
    name,
    what: { kind: 'record', record: one },
  }));
  const days = Array.from({ length: 2 + choose(8) }, () => choose(110)).toSorted((a, b) => a - b);
  let payments = 0;
  const events = days.flatMap((day): readonly LifeEvent[] => {
    const kind = pick(KINDS);
    const event = (what: LifeEvent['what']): LifeEvent => ({ day, name, what });
    const often = (one: LifeEvent): readonly LifeEvent[] => (choose(4) === 0 ? [one, one] : [one]);
    if (kind === 'record') {
      const before = event({ kind: 'record', record: record() });
      version += 1;
      pick(changes)();
      const now = event({ kind: 'record', record: record() });
      // Now and then an export comes after a newer one.
      return choose(5) === 0 ? [now, before] : often(now);
    }
    if (kind === 'pay') {
      payments += 1;
      return often(event({ kind: 'pay', event: `${name}-${payments}`, percent: pick([100, 100, 50, 130]) }));
    }
    if (kind === 'reverse')
      return payments === 0 ? NO_EVENTS : often(event({ kind: 'reverse', event: `${name}-${1 + choose(payments)}` }));
    if (kind === 'person')
      return [
        event({
          kind: 'record',
          record: contact(name.toLowerCase(), name, {
            source: { system: 'erp', id: name.toLowerCase(), version: String(version + day) },
            email: `${name.toLowerCase()}-${pick(['new', 'other'])}@customer.example`,
            active: choose(3) > 0,
          }),
        }),
      ];
    return [event({ kind })];
  });
  return [...first, ...events];
}
