import { DomainError } from '@perennial/kernel/violation';
import { repeatUntilAnswered } from './repeat-until-answered.js';

/** Fails with each error in turn, then answers. */
function failing(...errors: unknown[]): () => Promise<string> {
  return () => (errors.length > 0 ? Promise.reject(errors.shift()) : Promise.resolve('done'));
}

test.each([
  new DomainError('PEER_UNAVAILABLE', 'gone'),
  new DomainError('INTERNAL', 'no database'),
  Object.assign(new Error('UNAVAILABLE'), { code: 14 }),
  Object.assign(new Error('no leader'), { retriable: true }),
])('repeats after %s', async (error) => {
  expect(await repeatUntilAnswered(failing(error))).toBe('done');
});

test.each([
  new DomainError('TERM_NOT_FOUND', 'none'),
  new Error('a bug'),
  Object.assign(new Error('INVALID_ARGUMENT'), { code: 3 }),
])('does not repeat after %s', async (error) => {
  await expect(repeatUntilAnswered(failing(error))).rejects.toBe(error);
});

test('repeats a call that hangs', async () => {
  let calls = 0;
  const call = (): Promise<string> => ((calls += 1) === 1 ? new Promise(() => undefined) : Promise.resolve('done'));
  expect(await repeatUntilAnswered(call, { tryMs: 20 })).toBe('done');
});

test('gives up with the last error', async () => {
  const error = new DomainError('PEER_UNAVAILABLE', 'gone');
  await expect(repeatUntilAnswered(() => Promise.reject(error), { limitMs: 0 })).rejects.toBe(error);
});
