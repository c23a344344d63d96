import { Membership, SESSION_MS } from './membership.js';

function failing(error: object): { membership: Membership; at: (ms: number) => void } {
  let now = 0;
  return {
    membership: new Membership(
      () => Promise.reject(Object.assign(new Error('no'), error)),
      () => now,
    ),
    at: (ms) => void (now = ms),
  };
}

test.each(['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'FENCED_INSTANCE_ID'])(
  '%s: others have the partitions',
  async (type) => {
    expect(await failing({ type }).membership.held()).toBe(false);
  },
);

test('a rebalance that was called lets the work in hand go on for a while, but no new batch begin', async () => {
  const { membership, at } = failing({ type: 'REBALANCE_IN_PROGRESS' });
  at(1_000);
  expect(await membership.held()).toBe(true);
  at(3_900);
  expect(await membership.held()).toBe(true);
  at(4_100);
  expect(await membership.held()).toBe(false);
  await expect(membership.check()).rejects.toMatchObject({ type: 'REBALANCE_IN_PROGRESS' });
});

test('a coordinator that cannot be reached takes nothing away before the session is over', async () => {
  const { membership, at } = failing({ name: 'KafkaJSConnectionError' });
  at(SESSION_MS - 1);
  expect(await membership.held()).toBe(true);
  at(SESSION_MS);
  expect(await membership.held()).toBe(false);
});
