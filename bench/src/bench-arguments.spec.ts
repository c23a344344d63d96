import { describe, expect, it } from '@jest/globals';
import { benchArguments } from './bench-arguments.js';

/** What would run, as "<system> <name>". */
function planned(...args: string[]): string[] {
  const read = benchArguments(args);
  if (read.kind !== 'run') throw new Error(read.kind === 'wrong' ? read.why : 'help');
  return [
    ...read.plan.baselines.map(({ name }) => `baseline ${name}`),
    ...read.plan.benchmarks.map(({ on, benchmark }) => `${on} ${benchmark.name}`),
  ];
}

describe('the command line of the bench', () => {
  it('runs everything on both systems, baselines first, and nothing that is for asking only', () => {
    const all = planned();
    expect(all.slice(0, 3)).toEqual(['baseline pipeline', 'baseline kafkajs', 'baseline queues']);
    expect(all).toContain('standalone http');
    expect(all).toContain('cluster http');
    expect(all).not.toContain('cluster profile');
  });

  it('runs what is named, where it is named', () => {
    expect(planned('--on', 'cluster', 'http', 'pipeline')).toEqual(['baseline pipeline', 'cluster http']);
    expect(planned('--on', 'cluster', 'profile')).toEqual(['cluster profile']);
    expect(planned('replicas')).toEqual(['cluster replicas']);
  });

  it.each([
    [['--on', 'moon'], /--on must be standalone or cluster/],
    [['htp'], /no benchmark htp/],
    [['--of', 'cluster'], /--of/],
  ])('refuses %j', (args, why) => {
    expect(benchArguments(args)).toEqual({ kind: 'wrong', why: expect.stringMatching(why) });
  });
});
