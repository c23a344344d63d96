import { addDays } from '@perennial/calendar/civil';
import { fraction } from '../sample/stable-choice.js';
import type { Subscription } from '../sample/ravenstack.js';

/** Share of terms without auto-renew that are renewed; the others run out. */
export const RENEWING_SHARE = 0.7;

/** The earliest a customer without auto-renew pays before the last day. */
export const EARLIEST_DAYS = 20;

/**
 * The local date on which a term is paid, or null when it never is: with auto-renew and still running on its last day,
 * then; without, by a stated share on one of the 20 days before, fixed by subscription and term number. Trials are not
 * paid.
 */
export function payDay(subscription: Subscription, term: { number: number; lastDay: string }): string | null {
  if (subscription.isTrial === 'TRUE') return null;
  if (subscription.endDate !== '' && subscription.endDate <= term.lastDay) return null;
  if (subscription.autoRenewFlag === 'TRUE') return term.lastDay;
  const words = [subscription.subscriptionId, String(term.number)];
  if (fraction('renews', ...words) >= RENEWING_SHARE) return null;
  return addDays(term.lastDay, -Math.floor(fraction('lead', ...words) * (EARLIEST_DAYS + 1)));
}
