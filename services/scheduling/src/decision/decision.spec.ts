import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { derivedId, type TermId } from '@perennial/kernel/ids';
import { instant } from '@perennial/kernel/instant';
import { canonicalJson, chainDecisions, isIntact, type Decision, type DecisionDraft } from './decision.js';

const term = derivedId<TermId>('term', 'x');
const draft = (n: number): DecisionDraft => ({
  kind: 'PLANNED',
  reminderId: null,
  reason: `r${n}`,
  facts: { z: n, a: ['é', null], text: 'x'.repeat(n) },
});

it('writes RFC 8785 JSON', () => {
  expect(canonicalJson({ b: 1, a: { d: [3, '€'], c: 1e21 } })).toBe('{"a":{"c":1e+21,"d":[3,"€"]},"b":1}');
});

it('hashes the RFC 8785 JSON of every field', () => {
  const {
    rows: [row],
  } = chainDecisions(term, { seq: 4, hash: 'before' }, [draft(2)], instant(1_000));
  const text = canonicalJson({
    term,
    seq: 5,
    prev: 'before',
    kind: 'PLANNED',
    reminder: null,
    reason: 'r2',
    facts: row?.facts,
    at: '1970-01-01T00:00:01Z',
  });
  expect(row?.hash).toBe(createHash('sha256').update(text).digest('hex'));
});

it('a chain is intact however it was cut into appends, and any altered field, lost or swapped row breaks it (invariant explained)', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.nat(),
      fc.nat(),
      fc.constantFrom('facts', 'reason', 'kind', 'decidedAt', 'hash', 'prevHash', 'drop', 'swap'),
      (length, cutAt, at, change) => {
        const drafts = Array.from({ length }, (_, i) => draft(i));
        const cut = cutAt % (length + 1);
        const first = chainDecisions(term, { seq: 0, hash: '' }, drafts.slice(0, cut), instant(1_000));
        const second = chainDecisions(term, first.head, drafts.slice(cut), instant(2_000));
        const rows = [...first.rows, ...second.rows];
        expect(isIntact(rows, second.head)).toBe(true);
        expect(isIntact(rows.slice(0, -1), second.head)).toBe(false);
        const i = at % length;
        const changed: Decision[] = [...rows];
        const row = rows[i] as Decision;
        if (change === 'drop') changed.splice(i, 1);
        else if (change === 'swap') changed.reverse();
        else
          changed[i] = {
            ...row,
            [change]: change === 'decidedAt' ? instant(3_000) : `${String(row[change as 'facts'])} `,
          };
        expect(isIntact(changed, second.head)).toBe(change === 'swap' && length === 1);
      },
    ),
  );
});
