import { Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import { Life, ofLastDay, people, policyOf } from '../../test/life.js';
import { planDecisions } from './plan-decisions.js';
import type { Plan } from './plan.js';

const policy = (more = ''): ReturnType<typeof policyOf> =>
  policyOf(
    `policy: p\nselect: cycleMonths > 0\nsteps:\n  - { node: T-7, purpose: reminder, template: reminder${more} }\n`,
  );
const [EMAIL, SMS] = [Channel.CHANNEL_EMAIL, Channel.CHANNEL_SMS];
const told = ({ insert }: Plan): string[] =>
  insert.map(({ rungs, routedBy }) => `${rungs.map(({ channel }) => channel).join()} ${routedBy}`).toSorted();

test('a step without tracks goes by the channel that each of its people prefers, then by the others (C-06, C-16)', () => {
  const both = { channels: [EMAIL, SMS] };
  const life = new Life(
    ofLastDay('2024-07-12'),
    [policy()],
    people(['ann', both], ['bob', { ...both, preferredChannel: SMS }], ['cal', { channels: [SMS] }]),
  );
  const plan = life.planAt('2024-06-01T00:00:00Z');
  expect(told(plan)).toEqual(['email,sms COST', 'sms,email PREFERRED']);
});

test('K20: who has only a phone, and did not ask for text messages, is told where nobody can be told by mail (D-02)', () => {
  const planned = (...list: Parameters<typeof people>): string[] =>
    told(new Life(ofLastDay('2024-07-12'), [policy()], people(...list)).planAt('2024-06-01T00:00:00Z'));
  const byPhone = { channels: [SMS] };
  const billing = { channels: [EMAIL], roles: ['billing'] };
  expect(planned(['ann', byPhone], ['ben', billing])).toEqual(['email null']);
  expect(planned(['ann', { ...byPhone, preferredChannel: SMS }], ['ben', billing])).toEqual(['sms null']);
  expect(planned(['ann', byPhone])).toEqual(['sms null']);
});

test('the ledger says why its channels stand in this order', () => {
  const life = new Life(
    ofLastDay('2024-07-12'),
    [policy()],
    people(['bob', { channels: [EMAIL, SMS], preferredChannel: SMS }]),
  );
  const plan = life.planAt('2024-06-01T00:00:00Z');
  const input = { term: life.term, policy: policy(), hold: null, answers: [] };
  const { drafts } = planDecisions(input as never, [], plan);
  expect(drafts.find(({ reason }) => reason === 'WANTED')?.facts).toMatchObject({
    routedBy: 'PREFERRED',
    channels: ['sms', 'email'],
  });
});

test.each([
  ['tracks of its own', ', tracks: [[email]]'],
  ['a legal notice', ', legal: true'],
])('%s are for everybody alike', (_name, more) => {
  const life = new Life(
    ofLastDay('2024-07-12'),
    [policy(more)],
    people(['bob', { channels: [EMAIL, SMS], preferredChannel: SMS }]),
  );
  expect(told(life.planAt('2024-06-01T00:00:00Z'))).toEqual(['email null']);
});

test('another preference moves what is planned', () => {
  const bob = (preferredChannel: Channel) => people(['bob', { channels: [EMAIL, SMS], preferredChannel }]);
  const life = new Life(ofLastDay('2024-07-12'), [policy()], bob(EMAIL));
  life.planAt('2024-06-01T00:00:00Z');
  life.contacts = bob(SMS);
  const { insert, move } = life.planAt('2024-06-02T00:00:00Z');
  expect([insert.length, move.map(({ to }) => to.rungs[0]?.channel)]).toEqual([0, ['sms']]);
});
