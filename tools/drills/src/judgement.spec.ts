import { rowOf, type Outcome } from './judgement.js';
import type { Judged } from './judged.js';
import { Ledger } from './ledger.js';
import { tableOf, type Row } from './row.js';

const CLEAN: Judged = {
  lost: 0,
  doubled: 0,
  afterClosing: 0,
  outOfOrder: 0,
  other: 0,
  uncertain: 3,
  sentences: [],
  accepted: 140,
  deadLetters: 1,
  ambiguous: ['6 × SMTP_ETIMEDOUT'],
};
const BEFORE = { uncertain: 3, accepted: 40, deadLetters: 1 };

interface Case {
  after?: Partial<Judged>;
  ledger?: (ledger: Ledger) => void;
  error?: string;
}

function row(more: Case): Row {
  const ledger = new Ledger();
  more.ledger?.(ledger);
  const outcome: Outcome = {
    drill: { name: 'kill' },
    ledger,
    before: BEFORE,
    after: { ...CLEAN, ...more.after },
    error: more.error,
  };
  return rowOf(outcome);
}

test('a clean stage passes; figures are those of the drill alone', () => {
  expect(row({})).toEqual({
    name: 'kill',
    lost: 0,
    doubled: 0,
    afterClosing: 0,
    uncertain: 0,
    outOfOrder: 0,
    recoverySeconds: null,
    notes: ['100 accepted'],
    failures: [],
  });
});

test.each<[string, Case, string]>([
  [
    'a broken promise',
    { after: { doubled: 1, sentences: ['no-double-send: message 1 was accepted twice'] } },
    'message 1 was accepted twice',
  ],
  [
    'more uncertainty than the fault explains',
    { after: { uncertain: 6 }, ledger: (l: Ledger) => void (l.uncertainAllowed = 2) },
    '3 messages are uncertain, the fault explains 2 (so far: 6 × SMTP_ETIMEDOUT)',
  ],
  ['dead letters', { after: { deadLetters: 2 } }, '1 events became dead letters'],
  [
    'slowness',
    { ledger: (l: Ledger) => l.recovered('a kill', 15.2) },
    'a kill: recovery took 15.2 s, 15 s are allowed',
  ],
  ['no recovery at all', { ledger: (l: Ledger) => l.recoversFrom('a kill', 0) }, 'a kill: recovery took for ever'],
  ['what the drill saw', { ledger: (l: Ledger) => void l.broken.push('a zombie sent') }, 'a zombie sent'],
  ['an early end', { error: 'the walk did not come to rest' }, 'the walk did not come to rest'],
])('fails by %s', (_why, more, sentence) => {
  expect(row(more).failures).toEqual([expect.stringContaining(sentence)]);
});

test('what the fault explains passes', () => {
  const passed = row({
    after: { uncertain: 5, deadLetters: 9 },
    ledger: (l) => {
      l.limitSeconds = 30;
      l.uncertainAllowed = 2;
      l.deadLettersExpected = true;
      l.recovered('a replay', 20);
    },
  });
  expect(passed).toMatchObject({
    failures: [],
    uncertain: 2,
    recoverySeconds: 20,
    notes: ['100 accepted', '2 may be uncertain', '8 dead letters'],
  });
});

test('the table marks what failed and says why', () => {
  const table = tableOf([row({}), row({ error: 'no rest' })]).split('\n');
  expect(table[1]).toMatch(/^ {2}kill +0 +0 +0 +0 +0 +- {2}100 accepted$/);
  expect(table[2]).toMatch(/^! kill/);
  expect(table.slice(3)).toEqual(['kill failed:', '  no rest']);
});
