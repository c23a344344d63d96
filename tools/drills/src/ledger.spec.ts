import { Ledger } from './ledger.js';

test('a fault is over at the first rest whose questions all began after it', () => {
  const ledger = new Ledger();
  ledger.recoversFrom('a broker', 1_000);
  ledger.rested(900, 1_100);
  expect(ledger.slowest()).toEqual({ what: 'a broker', seconds: Infinity });
  ledger.rested(1_200, 4_000);
  ledger.rested(5_000, 9_000);
  expect(ledger.slowest()).toEqual({ what: 'a broker', seconds: 3 });
});

test('the slowest recovery counts, whoever measured it', () => {
  const ledger = new Ledger();
  ledger.recovered('quick', 1);
  ledger.recoversFrom('slow', 0);
  ledger.rested(1, 8_000);
  ledger.recovered('quicker', 0.5);
  expect(ledger.slowest()).toEqual({ what: 'slow', seconds: 8 });
});

test('without a fault there is no recovery', () => {
  expect(new Ledger().slowest()).toBeUndefined();
});
