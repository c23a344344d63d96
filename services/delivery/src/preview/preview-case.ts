import { newId, type CustomerId, type ReminderId, type TermId } from '@perennial/kernel/ids';
import { localDate } from '@perennial/kernel/local-date';
import type { MessageFacts, RiderFacts } from '../channel/channel.js';
import type { PortfolioTerm } from '../peer/portfolio.client.js';

/** Why a text is shown with these facts. */
export type PreviewKind = 'TERM' | 'SEVERAL' | 'LONGEST_NAMES' | 'RIGHT_TO_LEFT' | 'MADE';

/** What a text is shown with. */
export interface PreviewCase {
  readonly kind: PreviewKind;
  readonly term: PortfolioTerm;
  readonly facts: MessageFacts;
  readonly riders: readonly RiderFacts[];
}

/** As many characters as a name can have. */
const LONGEST = 200;
const LONG = {
  customer: fill('Gesellschaft für Verwaltung und Betrieb der Anlagen '),
  contact: fill('Maria Magdalena von und zu '),
  product: fill('Business Suite Enterprise Extended '),
};
const FROM_THE_RIGHT = { customer: 'شركة التجديد, 2', contact: 'דנה לוי', product: 'תוכנה 2' };

/** Where no term is open: nobody's. */
const MADE: PortfolioTerm = {
  termId: newId(),
  customerId: newId<CustomerId>(),
  customer: 'Example Ltd',
  contact: 'Ada Example',
  locale: 'en',
  product: 'Example Suite',
  lastDay: localDate('2030-01-31'),
  amount: { currency: 'EUR', minor: 120_000n },
};

/** Pure: every case that a text should be looked at in. @param publicUrl where links would lead, without a slash */
export function previewCases(terms: readonly PortfolioTerm[], publicUrl: string): PreviewCase[] {
  const real = terms.length > 0 ? terms : [MADE];
  const [first = MADE] = real;
  const of = (kind: PreviewKind, told: readonly PortfolioTerm[]): PreviewCase => caseOf(kind, told, publicUrl);
  return [
    ...real.map((term) => of(terms.length > 0 ? 'TERM' : 'MADE', [term])),
    of('SEVERAL', real.length > 1 ? real.slice(0, 3) : [first, first]),
    of('LONGEST_NAMES', [{ ...first, ...LONG }]),
    of('RIGHT_TO_LEFT', [{ ...first, ...FROM_THE_RIGHT }]),
  ];
}

function caseOf(kind: PreviewKind, told: readonly PortfolioTerm[], publicUrl: string): PreviewCase {
  const [term = MADE] = told;
  return {
    kind,
    term,
    facts: {
      customer: term.customer,
      addressee: term.contact,
      address: '',
      optOutLink: `${publicUrl}/unsubscribe/preview`,
      answerLink: `${publicUrl}/answer/preview`,
      optional: true,
      replyTo: undefined,
    },
    riders: told.map(({ termId, product, lastDay, amount }) => ({
      reminderId: newId<ReminderId>(),
      termId: termId as TermId,
      product,
      lastDay,
      earlierLastDay: null,
      amount,
      payLink: amount && `${publicUrl}/pay/preview`,
    })),
  };
}

function fill(words: string): string {
  return words
    .repeat(Math.ceil(LONGEST / words.length))
    .slice(0, LONGEST)
    .trim();
}
