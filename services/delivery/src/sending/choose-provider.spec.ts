import { chooseProviders, type Candidate } from './choose-provider.js';

const candidate = (name: string, change: Partial<Candidate> = {}): Candidate => ({
  name,
  shut: false,
  probed: false,
  room: 2,
  ...change,
});
const messages = (...passed: string[][]) => passed.map((passedOver) => ({ passedOver }));

test('the preferred one takes all that it has room for; what is left waits for it, and does not flow over', () => {
  expect(chooseProviders(messages([], [], []), [candidate('a'), candidate('b')])).toEqual(['a', 'a', undefined]);
});

test('a provider that failed a message is passed over while another is left (C-10)', () => {
  expect(chooseProviders(messages(['a'], [], ['a', 'b']), [candidate('a'), candidate('b')])).toEqual(['b', 'a', 'a']);
});

test('one that is shut takes nothing', () => {
  const shut = candidate('a', { shut: true, probed: true, room: 0 });
  expect(chooseProviders(messages([], []), [shut, candidate('b')])).toEqual(['b', 'b']);
  expect(chooseProviders(messages([]), [shut])).toEqual([undefined]);
});

test('one that is probed takes one, and the others do not wait for the answer', () => {
  const probed = candidate('a', { probed: true, room: 1 });
  expect(chooseProviders(messages([], [], []), [probed, candidate('b')])).toEqual(['a', 'b', 'b']);
});
