import { formatMoney, type Money } from '@perennial/kernel/money';
import type { RiderFacts } from './channel.js';

/** What is asked for, and what explains it. */
export type Asked = Pick<RiderFacts, 'price' | 'previousPrice' | 'received'> & { readonly amount: Money };

/** How a language says what explains an amount; any other language gets signs alone. */
interface Words {
  readonly price: (amount: string) => string;
  readonly before: (amount: string) => string;
  readonly received: (amount: string) => string;
  readonly enclose: (notes: readonly string[]) => string;
}
const ENGLISH: Words = {
  price: (amount) => `price ${amount}`,
  before: (amount) => `before ${amount}`,
  received: (amount) => `received so far ${amount}`,
  enclose: (notes) => ` (${notes.join(', ')})`,
};
const CHINESE: Words = {
  price: (amount) => `现价 ${amount}`,
  before: (amount) => `原价 ${amount}`,
  received: (amount) => `已收到 ${amount}`,
  enclose: (notes) => `（${notes.join('，')}）`,
};
const SIGNS: Words = {
  price: (amount) => `= ${amount}`,
  before: (amount) => `← ${amount}`,
  received: (amount) => `− ${amount}`,
  enclose: (notes) => ` (${notes.join(' ')})`,
};

/**
 * The amount that a text names. Another price than the one named before, and what came in so far, stand beside it in
 * every text that names an amount: none may keep them to itself (M-13, U-05).
 */
export function formatAsked({ amount, price, previousPrice, received }: Asked, locale: string): string {
  const language = locale.split('-')[0];
  const words = language === 'en' ? ENGLISH : language === 'zh' ? CHINESE : SIGNS;
  const notes = [
    price && words.price(formatMoney(price, locale)),
    previousPrice && words.before(formatMoney(previousPrice, locale)),
    received && words.received(formatMoney(received, locale)),
  ].filter((note) => note !== undefined);
  const asked = formatMoney(amount, locale);
  return notes.length === 0 ? asked : asked + words.enclose(notes);
}
