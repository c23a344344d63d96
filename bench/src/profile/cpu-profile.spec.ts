import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { byFunction, byPart, costs } from './cpu-profile.js';

const frame = (functionName: string, url = '', lineNumber = 9) => ({ functionName, url, lineNumber });
const PROFILE = {
  nodes: [
    { id: 1, callFrame: frame('(idle)') },
    { id: 2, callFrame: frame('send', 'file:///x/node_modules/kafkajs/src/a.js') },
    { id: 3, callFrame: frame('claim', 'file:///x/services/scheduling/dist/release/claim.js') },
    { id: 4, callFrame: frame('(garbage collector)') },
  ],
  startTime: 1_000_000,
  samples: [2, 3, 1, 3, 4],
  timeDeltas: [0, 1_000, 2_000, 3_000, 4_000],
};

describe('costs of a profile', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bench-profile-'));
    writeFileSync(join(folder, 'CPU.20250106.101010.77.0.001.cpuprofile'), JSON.stringify(PROFILE));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('sums what lies in the span, without idling', () => {
    expect(costs(folder, 77, { from: 0, to: 2_000_000 }, byFunction)).toEqual([
      { what: 'claim services/scheduling/dist/release/claim.js:10', ms: 6 },
      { what: 'send kafkajs/src/a.js:10', ms: 1 },
      { what: '(garbage collector)', ms: 0 },
    ]);
    expect(costs(folder, 77, { from: 1_002_000, to: 1_007_000 }, byPart)).toEqual([
      { what: 'services/scheduling/dist/release', ms: 4 },
    ]);
  });

  it('names the process whose profile is missing', () => {
    expect(() => costs(folder, 78, { from: 0, to: 1 }, byPart)).toThrow(/process 78/);
  });
});
