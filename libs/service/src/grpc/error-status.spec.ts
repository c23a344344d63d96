import { status } from '@grpc/grpc-js';
import { DomainError, violation } from '@perennial/kernel/violation';
import { toGrpcError } from './error-status.js';

test.each<[string, unknown, number]>([
  [
    'a field is wrong',
    new DomainError('INVALID_REQUEST', 'x', { violations: [violation('name', 'required', 'is required')] }),
    status.INVALID_ARGUMENT,
  ],
  ['unknown thing', new DomainError('TERM_NOT_FOUND', 'x'), status.NOT_FOUND],
  ['a rule forbids it', new DomainError('TERM_CLOSED', 'x'), status.FAILED_PRECONDITION],
  ['transaction timeout', Object.assign(new Error('x'), { code: '25P04' }), status.UNAVAILABLE],
  ['disk full', Object.assign(new Error('x'), { code: '53100' }), status.UNAVAILABLE],
  ['no database', Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), status.UNAVAILABLE],
  ['pool exhausted', new Error('timeout exceeded when trying to connect'), status.UNAVAILABLE],
  ['our own statement is wrong', Object.assign(new Error('x'), { code: '42P01' }), status.INTERNAL],
  ['a mistake in the code', new TypeError('x'), status.INTERNAL],
])('%s', (_what, error, code) => {
  expect(toGrpcError(error).code).toBe(code);
});

test('what is no domain error tells nothing of its text', () => {
  expect(toGrpcError(Object.assign(new Error('password of db-7'), { code: '57P03' })).message).not.toContain('db-7');
});
