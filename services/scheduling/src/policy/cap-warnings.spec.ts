import { capWarnings } from './cap-warnings.js';
import { readPolicy } from './policy-document.js';

const warnings = (...nodes: string[]): string[] => {
  const steps = nodes.map((node) => `  - { node: ${node}, purpose: reminder, template: reminder }`).join('\n');
  const read = readPolicy(`policy: p\nselect: trial\nsteps:\n${steps}\n`, []);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return capWarnings(read.value).map((text) => text.slice(0, text.indexOf(':')));
};

test.each<[string[], string[]]>([
  // R4: exempt steps keep no room.
  [['T-60', 'T-30', 'T-7', 'T-2', 'T-1', 'T-0'], []],
  [['T-7', 'T-5', 'T-3', 'T-1', 'T-0'], ['T-7']],
  [
    ['T-6', 'T-5', 'T-4', 'T-3', 'T-2', 'T-1', 'T-0'],
    ['T-6', 'T-5', 'T-4'],
  ],
  [['T-30'], []],
])('a policy with %j is saved with a warning that names %j', (nodes, named) =>
  expect(warnings(...nodes)).toEqual(named),
);

test('calls by people use up no cap', () => {
  const nodes = ['T-6', 'T-5', 'T-4', 'T-3', 'T-2', 'T-1', 'T-0'];
  const steps = nodes
    .map((node) => `  - { node: ${node}, purpose: call, template: call, tracks: [[task]] }`)
    .join('\n');
  const read = readPolicy(`policy: p\nselect: trial\nsteps:\n${steps}\n`, []);
  expect(read.ok && capWarnings(read.value)).toEqual([]);
});
