import { Ledger } from './ledger.js';

test('a fault is over at the first rest whose questions all began after it', () => {
  const ledger = new Ledger();
  ledger.recoversFrom('a broker', 1_000);
  ledger.rested(900, 1_100);
  expect(ledger.slowest()).toMatchObject({ what: 'a broker', seconds: Infinity });
  ledger.rested(1_200, 4_000);
  ledger.rested(5_000, 9_000);
  expect(ledger.slowest()).toMatchObject({ what: 'a broker', seconds: 3 });
});

test('the slowest recovery counts, whoever measured it', () => {
  const ledger = new Ledger();
  ledger.recovered('quick', 1);
  ledger.recoversFrom('slow', 0);
  ledger.rested(1, 8_000);
  ledger.recovered('quicker', 0.5);
  expect(ledger.slowest()).toMatchObject({ what: 'slow', seconds: 8 });
});

test('without a fault there is no recovery', () => {
  expect(new Ledger().slowest()).toBeUndefined();
});

test('each recovery has the limit of the drill that caused it, also where another one has begun meanwhile', () => {
  const ledger = new Ledger();
  ledger.limitSeconds = 30;
  ledger.recoversFrom('a zombie', 0);
  ledger.limitSeconds = 15;
  ledger.recoversFrom('a broker', 0);
  ledger.rested(1, 20_000);
  expect(ledger.tooSlow()).toEqual([{ what: 'a broker', seconds: 20, limitSeconds: 15 }]);
});
