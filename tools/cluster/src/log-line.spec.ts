import { logLine } from './log-line.js';

const PLAIN = { colour: false };
const line = (fields: object): string =>
  logLine('delivery.1', JSON.stringify({ level: 30, time: 1, service: 'delivery', ...fields }), PLAIN);

test('shows level, message and fields, aligned', () => {
  expect(line({ msg: 'serving', grpc: 50054, clock: 'sandbox' })).toBe(
    'delivery.1   | info  serving grpc=50054 clock=sandbox',
  );
  expect(logLine('contracts.10', JSON.stringify({ level: 50, msg: 'x' }), PLAIN)).toBe('contracts.10 | error x');
});

test('quotes what would read as several fields, and shows objects', () => {
  expect(line({ msg: 'm', reason: 'two words', empty: '', pair: 'a=b', list: [1, 2] })).toBe(
    'delivery.1   | info  m reason="two words" empty="" pair="a=b" list=[1,2]',
  );
});

test('an error says what, which code and where from', () => {
  const err = {
    type: 'Error',
    message: 'no route',
    code: 'EHOSTUNREACH',
    stack: 'Error: no route\n    at connect (file.ts:1:2)\n    at next',
  };
  expect(line({ level: 40, msg: 'lost', err })).toBe(
    'delivery.1   | warn  lost err="no route" code=EHOSTUNREACH at="connect (file.ts:1:2)"',
  );
});

test('other text is shown as it is, also what only begins like JSON', () => {
  expect(logLine('catcher.0', 'MailDev runs', PLAIN)).toBe('catcher.0    |       MailDev runs');
  expect(logLine('catcher.0', '{broken', PLAIN)).toBe('catcher.0    |       {broken');
});

test('always one line, which moves no cursor', () => {
  const nasty = 'a\nb\r\u001B[2Jc\u0007';
  for (const text of [line({ msg: nasty, field: nasty, err: { message: nasty } }), logLine('x.0', nasty, PLAIN)]) {
    expect(text).not.toMatch(/[\u0000-\u001F\u007F-\u009F]/);
    expect(text).toContain('a b');
  }
});

test('colours only where they are asked for, the same for all replicas of a service', () => {
  const colour = { colour: true };
  const head = (source: string): string => logLine(source, '{"level":30,"msg":"m"}', colour).slice(0, 5);
  expect(head('delivery.0')).toMatch(/^\u001B\[\d\dm/);
  expect(head('delivery.0')).toBe(head('delivery.1'));
  expect(line({ msg: 'm' })).not.toContain('\u001B');
});
