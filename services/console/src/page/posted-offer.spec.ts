import type { GetPayLinkResponse } from '@perennial/proto/gen/perennial/payments/v1/payments';
import { payPage } from './pay.page.js';
import { postedOffer } from './posted-offer.js';

const link: GetPayLinkResponse = {
  termId: 't',
  contractId: 'c',
  product: 'Suite',
  lastDay: '2024-07-31',
  amount: { currency: 'EUR', minor: 3_000n },
  quoteVersion: 2,
  state: 'OPEN',
  canPayHere: true,
  received: { currency: 'EUR', minor: 7_000n },
  price: { currency: 'EUR', minor: 10_000n },
};

it('M9, review 16: the form posts the version and the amount that the page shows', () => {
  const text = payPage(link);
  const posted = Object.fromEntries(
    [...text.matchAll(/name="(\w+)"\s+value="(\w+)"/g)].map(([, name, value]) => [name, value]),
  );
  expect(postedOffer(posted)).toEqual({ quoteVersion: 2, amount: link.amount });
  expect(text).toMatch(/€30\.00[^]*€100\.00[^]*€70\.00/);
});

it.each([undefined, null, 'x', {}, { quote_version: '1x', currency: 'EUR', minor: '-1' }, { minor: ['1'] }])(
  'leaves out what a form does not say: %j',
  (body) => {
    expect(postedOffer(body)).toEqual({ quoteVersion: 0, amount: undefined });
  },
);
