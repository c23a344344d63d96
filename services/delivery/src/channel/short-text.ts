import type { TextForm } from './channel.js';

/** A text without room for a list: it speaks of the first rider and says how many others there are. */
export const SHORT_TEXT: TextForm = {
  parts: { text: { most: 1_000, oneLine: false, escaped: false } },
  variables: [
    'customer',
    'contact',
    'unsubscribeLink',
    'several',
    'others',
    'product',
    'lastDay',
    'nextDay',
    'earlierLastDay',
    'amount',
    'payLink',
  ],
  riderVariables: [],
  names: ['customer', 'contact', 'product'],
  needs: { amount: 'price', payLink: 'pay_link', unsubscribeLink: 'opt_out_link' },
};
