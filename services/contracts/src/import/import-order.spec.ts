import { instant } from '@perennial/kernel/instant';
import { orThrow } from '@perennial/kernel/result';
import { ContractRecord, CustomerRecord } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { ContractStatus } from '@perennial/proto/gen/perennial/types/v1/types';
import fc from 'fast-check';
import { sourceKey } from '../source-reference/source-reference.js';
import type { ImportFact, ImportRecord } from './import-record.js';
import { emptyRound, type LoadedRound } from './round.js';
import { RoundDecision } from './round-decision.js';
import { toRounds } from './rounds.js';
import { kindOf } from './record-kinds.js';

const NOW = instant(Date.parse('2024-07-01T00:00:00Z'));
type Draw = {
  kind: 'customer' | 'contract';
  which: number;
  version: number;
  amount: number;
  start: string;
  zone: string;
  status: ContractStatus;
};

const draw = fc.record<Draw>({
  kind: fc.constantFrom('customer', 'contract'),
  which: fc.integer({ min: 0, max: 1 }),
  version: fc.integer({ min: 1, max: 6 }),
  amount: fc.integer({ min: 0, max: 9 }),
  start: fc.constantFrom('', '2023-09-01', '2024-09-01', '2024-03-01'),
  zone: fc.constantFrom('Europe/Berlin', 'Asia/Shanghai'),
  status: fc.constantFrom(ContractStatus.CONTRACT_STATUS_ACTIVE, ContractStatus.CONTRACT_STATUS_CANCELLED),
});

function toFact(d: Draw): ImportFact {
  const source = { system: 'erp', id: `${d.kind}${d.which}`, version: BigInt(d.version) };
  const record: ImportRecord =
    d.kind === 'customer'
      ? {
          kind: 'customer',
          record: CustomerRecord.fromJSON({
            source: { ...source, version: String(d.version) },
            name: `n${d.amount}`,
            country: 'DE',
            zone: d.zone,
            since: '2020-01-01',
          }),
        }
      : {
          kind: 'contract',
          record: ContractRecord.fromJSON({
            source: { ...source, version: String(d.version) },
            customer: 'customer0',
            product: 'Suite',
            productType: 'subscription',
            periodMonths: 12,
            originalStart: '2023-09-01',
            termStart: d.start,
            termLastDay: d.start && `${Number(d.start.slice(0, 4)) + 1}-08-31`,
            amount: String(d.amount),
            currency: 'EUR',
            status: d.status,
            endedOn: d.status === ContractStatus.CONTRACT_STATUS_CANCELLED ? '2024-06-30' : '',
          }),
        };
  return orThrow(kindOf(record.kind).validate(record.record), (violations) => new Error(JSON.stringify(violations)));
}

/** The decisions of the service on tables in memory. */
function taken(batches: readonly (readonly ImportFact[])[]): LoadedRound {
  const stored = emptyRound();
  for (const round of batches.flatMap((batch) => toRounds(batch.map((fact) => ({ fact }))))) {
    const decided = new RoundDecision(
      stored,
      round.map(({ fact }) => fact),
      NOW,
    );
    for (const reference of decided.taken) stored.references.set(sourceKey(reference), reference);
    for (const [id, customer] of decided.customers) stored.customers.set(id, customer);
    for (const draft of decided.contracts) {
      const before = stored.contracts.get(draft.contract.id);
      const closures = new Map(
        [...(before?.closures ?? []), ...draft.changedClosures].map((closure) => [
          `${closure.termId} ${closure.cause}`,
          closure,
        ]),
      );
      stored.contracts.set(draft.contract.id, {
        contract: draft.contract,
        terms: draft.terms,
        closures: [...closures.values()],
      });
    }
  }
  return stored;
}

describe('import (invariant in-order)', () => {
  it('gives the same state however the same records are cut into batches', () => {
    fc.assert(
      fc.property(
        fc.array(draw, { maxLength: 20 }),
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        (draws, cuts) => {
          const facts = draws.map(toFact);
          const batches: ImportFact[][] = [];
          for (let at = 0, cut = 0; at < facts.length; cut += 1)
            batches.push(facts.slice(at, (at += cuts[cut % cuts.length] ?? 1)));
          expect(taken(batches)).toEqual(taken(facts.map((fact) => [fact])));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never lets an older version win, in whatever order and however often records come', () => {
    const byVersion = fc.uniqueArray(draw, { selector: (d) => `${d.kind}${d.which}/${d.version}`, maxLength: 12 });
    fc.assert(
      fc.property(
        byVersion.chain((draws) =>
          fc.tuple(fc.shuffledSubarray([...draws, ...draws], { minLength: draws.length * 2 })),
        ),
        ([draws]) => {
          const base = toFact({
            kind: 'customer',
            which: 0,
            version: 1,
            amount: 0,
            start: '',
            zone: 'Europe/Berlin',
            status: ContractStatus.CONTRACT_STATUS_ACTIVE,
          });
          const facts = [base, ...draws.map(toFact)];
          const { references, customers, contracts } = taken([facts]);
          for (const fact of facts) {
            const reference = references.get(sourceKey(fact));
            const sent = facts.filter((other) => sourceKey(other) === sourceKey(fact));
            if (!reference) continue;
            const winner = sent.find(({ version }) => version === reference.version);
            if (winner?.kind === 'customer') expect(customers.get(reference.entityId as never)?.name).toBe(winner.name);
            if (winner?.kind === 'contract')
              expect(contracts.get(reference.entityId as never)?.contract.status).toBe(winner.status);
            if (fact.kind === 'customer')
              expect(reference.version).toBe(sent.reduce((most, { version }) => (version > most ? version : most), 0n));
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('gives the same ids on every machine (protocol.md, Identity)', () => {
    const fact = toFact({
      kind: 'customer',
      which: 0,
      version: 1,
      amount: 0,
      start: '',
      zone: 'Europe/Berlin',
      status: ContractStatus.CONTRACT_STATUS_ACTIVE,
    });
    expect([...taken([[fact]]).customers.keys()]).toEqual(['219a8b2f-c4e4-54d6-b848-8daa1bd5013e']);
  });
});
