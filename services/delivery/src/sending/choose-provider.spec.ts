import type { Destination, Serving } from '../provider/provider.js';
import { chooseProviders, type Bound, type Candidate, type Choice } from './choose-provider.js';

const candidate = (name: string, change: Partial<Candidate> = {}): Candidate => ({
  name,
  shut: false,
  probed: false,
  room: 2,
  ...change,
});
const HOME: Destination = { address: '+8613800138000', country: 'CN' };
const ABROAD: Destination = { address: '+447700900123', country: 'GB' };
const messages = (...passed: string[][]) => passed.map((passedOver) => ({ passedOver, to: HOME }));
const told = (choices: readonly Choice[]): string[] =>
  choices.map((choice) => (choice.kind === 'over' ? choice.name : choice.kind));
const serves =
  (home: Serving, abroad: Serving) =>
  ({ country }: Destination): Serving =>
    country === 'CN' ? home : abroad;

test('the preferred one takes all that it has room for; what is left waits for it, and does not flow over', () => {
  expect(told(chooseProviders(messages([], [], []), [candidate('a'), candidate('b')]))).toEqual(['a', 'a', 'busy']);
});

test('a provider that failed a message is passed over while another is left (C-10)', () => {
  const three = messages(['a'], [], ['a', 'b']);
  expect(told(chooseProviders(three, [candidate('a'), candidate('b')]))).toEqual(['b', 'a', 'a']);
});

test('one that is shut takes nothing', () => {
  const shut = candidate('a', { shut: true, probed: true, room: 0 });
  expect(told(chooseProviders(messages([], []), [shut, candidate('b')]))).toEqual(['b', 'b']);
  expect(told(chooseProviders(messages([]), [shut]))).toEqual(['down']);
});

test('one that is probed takes one, and the others do not wait for the answer', () => {
  const probed = candidate('a', { probed: true, room: 1 });
  expect(told(chooseProviders(messages([], [], []), [probed, candidate('b')]))).toEqual(['a', 'b', 'b']);
});

describe('where a provider carries messages is asked before a call is made (C-11)', () => {
  const domestic = candidate('domestic', { serves: serves('REGION', 'NO') });
  const overseas = candidate('overseas', { serves: serves('NO', 'REGION') });
  const everywhere = candidate('everywhere');
  const both = [
    { to: HOME, passedOver: [] },
    { to: ABROAD, passedOver: [] },
  ];

  test('each goes over the one that serves it, though another stands first', () => {
    expect(told(chooseProviders(both, [domestic, overseas]))).toEqual(['domestic', 'overseas']);
    expect(told(chooseProviders(both, [overseas, domestic]))).toEqual(['domestic', 'overseas']);
  });

  test('one that is there for a region comes before those of everywhere, which take what it failed', () => {
    expect(told(chooseProviders(both, [everywhere, overseas]))).toEqual(['everywhere', 'overseas']);
    const failed = both.map((one) => ({ ...one, passedOver: ['overseas'] }));
    expect(told(chooseProviders(failed, [everywhere, overseas]))).toEqual(['everywhere', 'everywhere']);
  });

  test('without a provider there, a message ends; with one that is down or switched off, it waits', () => {
    expect(told(chooseProviders(both, [domestic]))).toEqual(['domestic', 'unserved']);
    expect(told(chooseProviders(both, [domestic], [overseas]))).toEqual(['domestic', 'down']);
    const shut = { ...overseas, shut: true, probed: true, room: 0 };
    expect(told(chooseProviders(both, [domestic, shut]))).toEqual(['domestic', 'down']);
  });

  test('one that is busy is waited for, and not looked at again at once while others have room', () => {
    const busy = { ...overseas, room: 0 };
    expect(chooseProviders([both[1] as Bound], [domestic, busy])).toEqual([{ kind: 'busy', alone: true }]);
    expect(chooseProviders([both[1] as Bound], [busy])).toEqual([{ kind: 'busy', alone: false }]);
  });
});
