import { newEvent } from '@perennial/events/event';
import { TermState } from '@perennial/proto/gen/perennial/types/v1/types';
import { contractWithTerm, termAt } from '@perennial/testing/system/contract-snapshots';
import {
  closeScene,
  database,
  eur,
  expiring,
  look,
  openScene,
  published,
  told,
  types,
} from '../test/payments-scene.js';

beforeAll(openScene, 60_000);
afterAll(closeScene);

describe('quotes', () => {
  it('issues version 1 on contract.expiring, the next on a changed amount, none for an older or equal version (P-05, in-order)', async () => {
    const { contract, term } = await expiring();
    const dearer = newEvent('contract.changed', { contract, terms: [termAt(term, 3, { amount: eur(150_000n) })] });
    const stale = newEvent('contract.changed', { contract, terms: [termAt(term, 2, { amount: eur(99n) })] });
    await told(dearer, stale, dearer, newEvent('contract.expiring', { contract, term }));
    const quotes = (await published(term.termId)).map(
      ({ type, data }) => [type, JSON.parse(data) as { version: number; amount: { minor: string } }] as const,
    );
    expect(quotes.map(([type, { version, amount }]) => [type, version, amount.minor])).toEqual([
      ['quote.issued', 1, '120000'],
      ['quote.issued', 2, '150000'],
    ]);
  });

  it('issues none for a term that was renewed before its horizon event came (tombstone)', async () => {
    const { contract, term } = contractWithTerm();
    const renewed = termAt(term, 2, { state: TermState.TERM_STATE_RENEWED });
    await told(
      newEvent('contract.renewed', { term: renewed, cause: 'contract:2', nextTerm: undefined, late: false }),
      newEvent('contract.expiring', { contract, term }),
    );
    expect(await types(term.termId)).toEqual([]);
    expect(await look(term.termId)).toEqual([
      expect.objectContaining({ closed: true, cause: 'contract:2', quoteVersion: 0, payToken: '' }),
    ]);
  });
});

describe('a newer build beside this one', () => {
  it('closes a term whose state this build does not know: a closing acts on ids alone', async () => {
    const { term } = await expiring();
    const unknown = 'TERM_STATE_DORMANT' as TermState;
    await told(
      newEvent('contract.cancelled', {
        term: termAt(term, 5, { state: unknown }),
        cause: 'contract:5',
        reason: '',
      }),
    );
    expect((await look(term.termId))[0]).toMatchObject({ closed: true, cause: 'contract:5' });
  });
});

describe('replicas', () => {
  it('end the same when every event is told again, in any order (in-order)', async () => {
    const { contract, term } = contractWithTerm();
    const [ended, renewed, again] = [
      termAt(term, 4, { state: TermState.TERM_STATE_LAPSED }),
      termAt(term, 6, { state: TermState.TERM_STATE_RENEWED }),
      termAt(term, 5, { amount: eur(130_000n) }),
    ];
    const history = [
      newEvent('contract.changed', { contract, terms: [term] }),
      newEvent('contract.expiring', { contract, term }),
      newEvent('contract.cancelled', {
        term: termAt(term, 2, { state: TermState.TERM_STATE_CANCELLED }),
        cause: 'contract:2',
        reason: '',
      }),
      newEvent('contract.expired', { term: termAt(term, 3, { state: TermState.TERM_STATE_EXPIRED }) }),
      newEvent('contract.lapsed', { term: ended, cause: 'contract:4', reason: '' }),
      newEvent('contract.reopened', { term: again, undoes: ['contract:2', 'contract:4'], reason: '' }),
      newEvent('contract.renewed', { term: renewed, cause: 'contract:6', nextTerm: undefined, late: true }),
    ];
    await told(...history);
    const state = () =>
      Promise.all([
        database.query('select * from term where term_id = $1', [term.termId]),
        database.query('select * from contract where contract_id = $1', [contract.contractId]),
        types(term.termId),
      ]);
    const once = await state();
    expect(once).toMatchObject([
      [{ state: 'RENEWED', version: 6, closed_by: 'contract:6', expiring: true }],
      [{ product: 'Suite' }],
      ['quote.issued', 'quote.issued'],
    ]);
    await told(...history, ...[...history].reverse());
    expect(await state()).toEqual(once);
  });
});
