import type { TermId } from '@perennial/kernel/ids';
import type { LocalDate } from '@perennial/kernel/local-date';

/** Purposes from the strongest on (protocol.md, Who decides what); any other name of a policy comes behind them. */
const STRENGTH = ['legal', 'last-warning', 'reminder', 'first-notice'];

/** What decides where a rider stands in a message. */
export interface Placed {
  readonly purpose: string;
  readonly lastDay: LocalDate;
  readonly template: string;
  readonly product: string;
  readonly termId: TermId;
}

/** The strongest purpose first, then what ends first, then by name: the first rider gives the subject, never a hash. */
export function byStrength(a: Placed, b: Placed): number {
  return (
    strengthOf(a) - strengthOf(b) ||
    compare(a.lastDay, b.lastDay) ||
    compare(a.template, b.template) ||
    compare(a.product, b.product) ||
    compare(a.termId, b.termId)
  );
}

/** The riders that a message tells, in the order in which it tells them: each term once, by its strongest rider. */
export function toldRiders<R extends Placed>(riders: readonly R[]): R[] {
  const terms = new Set<TermId>();
  return riders.toSorted(byStrength).filter(({ termId }) => !terms.has(termId) && terms.add(termId));
}

function strengthOf({ purpose }: Placed): number {
  const place = STRENGTH.indexOf(purpose);
  return place === -1 ? STRENGTH.length : place;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
