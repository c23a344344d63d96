import { describe, expect, it } from '@jest/globals';
import { ratios } from './ratios.js';

const ours = { name: 'http: due → accepted and recorded, everything idle', value: 1_200, unit: 'reminders/s' };
const pipeline = { name: 'baseline: hand-written pipeline, due → ended', value: 2_400, unit: 'reminders/s' };

describe('ratios', () => {
  it('holds every system of the run against every baseline of the run', () => {
    const found = ratios([pipeline, { ...ours, on: 'standalone' }, { ...ours, value: 600, on: 'cluster' }]);
    expect(found.map(({ on, value, unit }) => ({ on, value, unit }))).toEqual([
      { on: 'standalone', value: 0.5, unit: '×' },
      { on: 'cluster', value: 0.25, unit: '×' },
    ]);
  });

  it('compares the CPU of a reminder with the pipeline', () => {
    const cpu = (name: string, value: number) => ({ name, value, unit: 'ms/reminder' });
    expect(
      ratios([cpu('baseline: hand-written pipeline, CPU, all', 0.8), { ...cpu('http: CPU, all', 1.6), on: 'cluster' }]),
    ).toMatchObject([{ value: 2, on: 'cluster' }]);
  });

  it('says nothing of what was not run', () => {
    expect(ratios([pipeline])).toEqual([]);
    expect(ratios([{ ...ours, on: 'cluster' }])).toEqual([]);
  });
});
