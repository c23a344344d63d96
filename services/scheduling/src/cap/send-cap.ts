import type { Audience } from '../addressee/addressee.js';

/** What goes to one recipient; legal notices are exempt (requirements.md, Defaults worth shipping). */
export interface SendCap {
  /** At most so many merges in any `days` days. */
  readonly messages: number;
  readonly days: number;
  /** Counted for each customer of the recipient apart, or over all. */
  readonly perCustomer: boolean;
  /** Merges of one local day over all customers, above which the others wait for their next opening; null for none. */
  readonly daily: number | null;
}

/**
 * The caps of customers and of one's own people are counted apart. An owner looks after many customers and is told
 * about each in a message of its own: their cap only keeps a mistake from flooding them.
 */
export const DEFAULT_CAPS: Readonly<Record<Audience, SendCap>> = {
  CUSTOMER: { messages: 3, days: 7, perCustomer: true, daily: 5 },
  INTERNAL: { messages: 30, days: 1, perCustomer: false, daily: null },
};

/** How far back sends count, in days. */
export const LONGEST_CAP_DAYS = Math.max(...Object.values(DEFAULT_CAPS).map(({ days }) => days));
