import { contact, contract, customer, type ErpRecord } from '../system/edges.js';

/** Whose clocks a walk reads: changes of an hour, of half an hour, none, and (Vancouver from 2026 on) none any more. */
export const ZONES = {
  shanghai: 'Asia/Shanghai',
  newyork: 'America/New_York',
  lordhowe: 'Australia/Lord_Howe',
  vancouver: 'America/Vancouver',
  berlin: 'Europe/Berlin',
  apia: 'Pacific/Apia',
  utc: 'UTC',
} as const;
export type Place = keyof typeof ZONES;
export const PLACES = Object.keys(ZONES) as Place[];

const COUNTRY: Readonly<Record<Place, string>> = {
  shanghai: 'CN',
  newyork: 'US',
  lordhowe: 'AU',
  vancouver: 'CA',
  berlin: 'DE',
  apia: 'WS',
  utc: 'IS',
};
const CURRENCY: Readonly<Record<Place, string>> = {
  shanghai: 'CNY',
  newyork: 'USD',
  lordhowe: 'AUD',
  vancouver: 'CAD',
  berlin: 'EUR',
  apia: 'WST',
  utc: 'EUR',
};

interface Deal {
  readonly periodMonths: number;
  readonly originalStart: string;
  readonly amount: string;
}

/** Of each place one customer with one contact, and these contracts. */
export const DEALS: Readonly<Record<string, Deal>> = {
  'shanghai-annual': { periodMonths: 12, originalStart: '2027-03-01', amount: '9000.00' },
  'shanghai-monthly': { periodMonths: 1, originalStart: '2027-08-31', amount: '800.00' },
  'newyork-annual': { periodMonths: 12, originalStart: '2027-04-13', amount: '12000.00' },
  'newyork-monthly': { periodMonths: 1, originalStart: '2027-11-13', amount: '300.00' },
  'newyork-half': { periodMonths: 6, originalStart: '2027-11-15', amount: '1500.00' },
  'lordhowe-annual': { periodMonths: 12, originalStart: '2027-06-06', amount: '60000.00' },
  'lordhowe-summer': { periodMonths: 12, originalStart: '2027-12-20', amount: '30000.00' },
  'vancouver-annual': { periodMonths: 12, originalStart: '2027-04-01', amount: '7000.00' },
  'vancouver-winter': { periodMonths: 12, originalStart: '2027-12-10', amount: '5000.00' },
  'berlin-annual': { periodMonths: 12, originalStart: '2027-04-20', amount: '8000.00' },
  'berlin-quarterly': { periodMonths: 3, originalStart: '2027-11-15', amount: '900.00' },
  'apia-annual': { periodMonths: 12, originalStart: '2027-02-16', amount: '4000.00' },
  'apia-biennial': { periodMonths: 24, originalStart: '2027-04-01', amount: '9000.00' },
  'utc-monthly': { periodMonths: 1, originalStart: '2027-11-30', amount: '100.00' },
};

export function placeOf(deal: string): Place {
  return deal.slice(0, deal.indexOf('-')) as Place;
}

/** The ERP's record of a contract. @param more what a later version says differently. */
export function dealRecord(name: string, more: Record<string, unknown> & { version?: number } = {}): ErpRecord {
  const deal = DEALS[name];
  if (!deal) throw new Error(`no contract is named ${name}`);
  const { originalStart, ...terms } = deal;
  return contract(name, placeOf(name), originalStart, { ...terms, currency: CURRENCY[placeOf(name)], ...more });
}

/**
 * The portfolio in rounds of named records: a round holds one record of a customer at most, and each is taken to its
 * last consequence before the next. What is told together would make fewer events.
 */
export function portfolioRounds(): Readonly<Record<string, ErpRecord>>[] {
  const people = [
    Object.fromEntries(
      PLACES.map((place) => [
        place,
        customer(place, ZONES[place], { country: COUNTRY[place], locale: place === 'shanghai' ? 'zh-CN' : 'en-US' }),
      ]),
    ),
    Object.fromEntries(PLACES.map((place) => [`${place}-person`, contact(place, place)])),
  ];
  const rounds: Record<string, ErpRecord>[] = [];
  for (const place of PLACES) {
    const own = Object.keys(DEALS).filter((name) => placeOf(name) === place);
    for (const [round, name] of own.entries()) (rounds[round] ??= {})[name] = dealRecord(name);
  }
  return [...people, ...rounds];
}
