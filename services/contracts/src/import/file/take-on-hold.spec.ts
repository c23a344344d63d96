import { ContractRecord, CustomerRecord } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import type { ImportOutcome, ImportRecord } from '../import-record.js';
import { takeOnHold } from './take-on-hold.js';

const source = (id: string): object => ({ system: 's', id, version: '1' });
const customer = (id: string): ImportRecord => ({
  kind: 'customer',
  record: CustomerRecord.fromJSON({ source: source(id) }),
});
const contract = (id: string, of: string): ImportRecord => ({
  kind: 'contract',
  record: ContractRecord.fromJSON({ source: source(id), customer: of }),
});

/** What was taken in which order, and the outcomes; `refused` holds of customers get the rule. */
async function run(
  records: readonly ImportRecord[],
  refused: Readonly<Record<string, 'hold_exists' | 'too_long'>> = {},
) {
  const order: string[] = [];
  const taken = async (some: readonly ImportRecord[]): Promise<ImportOutcome[]> =>
    some.map((record): ImportOutcome => {
      const of = record.kind === 'hold' || record.kind === 'contract' ? record.record.customer : '';
      order.push(`${record.kind} ${record.kind === 'hold' ? of : record.record.source?.id}`);
      const rule = record.kind === 'hold' ? refused[of] : undefined;
      return rule
        ? { status: 'REJECTED', violations: [{ field: 'customer', rule, message: '' }] }
        : { status: 'TAKEN', id: '' };
    });
  const take = takeOnHold(taken, taken, { until: '2024-12-31', reason: 'r', system: 's', call: 'c' });
  return { outcomes: (await take(records)).map(({ status }) => status), order };
}

describe('an import on hold', () => {
  it('places a hold after customers and before contracts, once each', async () => {
    expect(await run([customer('a'), customer('b')])).toEqual({
      outcomes: ['TAKEN', 'TAKEN'],
      order: ['customer a', 'customer b', 'hold a', 'hold b'],
    });
    expect(await run([contract('1', 'a'), contract('2', 'a'), contract('3', 'b')])).toEqual({
      outcomes: ['TAKEN', 'TAKEN', 'TAKEN'],
      order: ['hold a', 'hold b', 'contract 1', 'contract 2', 'contract 3'],
    });
  });

  it('goes on where a hold stands, and takes no contract whose customer could not be put on hold', async () => {
    const refused = { a: 'hold_exists', b: 'too_long' } as const;
    expect(await run([contract('1', 'a'), contract('2', 'b'), contract('3', 'c')], refused)).toEqual({
      outcomes: ['TAKEN', 'REJECTED', 'TAKEN'],
      order: ['hold a', 'hold b', 'hold c', 'contract 1', 'contract 3'],
    });
  });
});
