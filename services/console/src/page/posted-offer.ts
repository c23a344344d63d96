import type { Money } from '@perennial/kernel/money';

/**
 * What the pay page showed, as its form posts it (M9). A field that is missing or no number is left out: payments
 * refuses the post by name.
 */
export function postedOffer(body: unknown): { readonly quoteVersion: number; readonly amount: Money | undefined } {
  const field = (name: string): string => {
    const value = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;
    return typeof value === 'string' ? value : '';
  };
  const [version, currency, minor] = [field('quote_version'), field('currency'), field('minor')];
  return {
    quoteVersion: /^\d{1,9}$/.test(version) ? Number(version) : 0,
    amount: currency !== '' && /^\d{1,16}$/.test(minor) ? { currency, minor: BigInt(minor) } : undefined,
  };
}
