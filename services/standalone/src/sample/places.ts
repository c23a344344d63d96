import { choose } from './stable-choice.js';

export interface Place {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly zones: readonly string[];
  readonly locale: string;
}

/**
 * The data set's country codes. A country with several zones gets one by the account's id; a zone stands more than once
 * where more people live.
 */
const PLACES: Readonly<Record<string, Place>> = {
  US: {
    country: 'US',
    zones: [
      'America/New_York',
      'America/New_York',
      'America/Chicago',
      'America/Chicago',
      'America/Denver',
      'America/Los_Angeles',
    ],
    locale: 'en-US',
  },
  UK: { country: 'GB', zones: ['Europe/London'], locale: 'en-GB' },
  IN: { country: 'IN', zones: ['Asia/Kolkata'], locale: 'en-IN' },
  AU: { country: 'AU', zones: ['Australia/Sydney', 'Australia/Sydney', 'Australia/Perth'], locale: 'en-AU' },
  DE: { country: 'DE', zones: ['Europe/Berlin'], locale: 'en-DE' },
  CA: { country: 'CA', zones: ['America/Toronto', 'America/Toronto', 'America/Vancouver'], locale: 'en-CA' },
  FR: { country: 'FR', zones: ['Europe/Paris'], locale: 'en-FR' },
};

/** Where the contacts of some accounts sit. */
export const CHINA: Place = { country: 'CN', zones: ['Asia/Shanghai'], locale: 'zh-CN' };

export function placeOf(country: string): Place {
  const place = PLACES[country];
  if (!place) throw new Error(`samples/ravenstack has no place for country ${country}`);
  return place;
}

export function zoneOf(accountId: string, country: string): string {
  return choose(placeOf(country).zones, 'zone', accountId);
}
