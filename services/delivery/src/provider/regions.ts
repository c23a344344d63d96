import type { Serving } from './provider.js';

/** Countries that a provider serves, ISO 3166-1 alpha-2: those named, or all but those. */
export type Regions = readonly string[] | { readonly except: readonly string[] };

/** @param country null for a number of no country: satellites, and what nobody knows. */
export function isServed(regions: Regions, country: string | null): boolean {
  if ('except' in regions) return country === null || !regions.except.includes(country);
  return country !== null && regions.includes(country);
}

/** @param regions undefined: everywhere. @param country null: nobody knows. */
export function servingOf(regions: Regions | undefined, country: string | null): Serving {
  if (regions === undefined) return 'ANYWHERE';
  if (!isServed(regions, country)) return 'NO';
  return country === null ? 'ANYWHERE' : 'REGION';
}
