import { isDataError, isTransient, sqlState } from './errors.js';

const withCode = (code: string, message = 'x') => Object.assign(new Error(message), { code });

test('the state is found through wrapping errors', () => {
  const inner = withCode('23505');
  expect(sqlState(inner)).toBe('23505');
  expect(sqlState(new Error('import', { cause: new Error('store', { cause: inner }) }))).toBe('23505');
  expect(sqlState(Object.assign(new Error('QueryFailedError'), { driverError: inner }))).toBe('23505');
  expect(sqlState(new AggregateError([new Error('a'), inner]))).toBe('23505');
});

test('a cycle of causes ends', () => {
  const error: Error & { cause?: unknown } = new Error('self');
  error.cause = error;
  expect(sqlState(error)).toBeUndefined();
});

test.each(['22P02', '22003', '23505', '23514'])('%s is the fault of the data', (code) => {
  expect(isDataError(withCode(code))).toBe(true);
  expect(isTransient(withCode(code))).toBe(false);
});

test('a row that finds no partition is not the fault of the data (review 27)', () => {
  const missing = Object.assign(withCode('23514', 'no partition of relation'), { routine: 'ExecFindPartition' });
  for (const error of [missing, new Error('wave', { cause: missing })])
    expect([isDataError(error), isTransient(error)]).toEqual([false, true]);
});

test.each([
  '25P03',
  '25P04',
  '42P01',
  '42703',
  '40001',
  '40P01',
  '53300',
  '55P03',
  '57P01',
  '57014',
  '08006',
  '0A000',
  'XX000',
])('%s is not', (code) => {
  expect(isDataError(withCode(code))).toBe(false);
  expect(isTransient(withCode(code))).toBe(true);
});

test.each([
  withCode('ECONNREFUSED'),
  withCode('EPIPE'),
  new AggregateError([withCode('ECONNREFUSED')]),
  new Error('Connection terminated'),
  new Error('Connection terminated unexpectedly'),
  new Error('timeout exceeded when trying to connect'),
  new Error('Client has encountered a connection error and is not queryable'),
])('an error without a state is not the fault of the data: %s', (error) => {
  expect(sqlState(error)).toBeUndefined();
  expect(isDataError(error)).toBe(false);
  expect(isTransient(error)).toBe(true);
});

test.each([withCode('UNKNOWN_ZONE'), withCode('STALE'), new TypeError('x is not a function'), 'text', null, undefined])(
  'not a database error at all: %s',
  (error) => {
    expect(isDataError(error)).toBe(false);
    expect(isTransient(error)).toBe(false);
  },
);
