import { err, isOk, mapOk, ok, orThrow, type Result } from './result.js';
import { DomainError, violation } from './violation.js';

describe('result', () => {
  const good: Result<number, string> = ok(2);
  const bad: Result<number, string> = err('no');

  it('maps successes and passes failures on', () => {
    expect(mapOk(good, (value) => value + 1)).toEqual(ok(3));
    expect(mapOk(bad, (value) => value + 1)).toBe(bad);
    expect([good, bad].filter(isOk)).toEqual([good]);
  });

  it('turns a failure nobody expects into a surprise with a stable code', () => {
    const broken = violation('email', 'required', 'an email is required');
    const cause = new Error('below');
    expect(orThrow(good, () => new Error('unused'))).toBe(2);
    expect(() => orThrow(bad, (error) => new DomainError('BAD_ID', error, { violations: [broken], cause }))).toThrow(
      expect.objectContaining({ name: 'DomainError', code: 'BAD_ID', message: 'no', violations: [broken], cause }),
    );
    expect(new DomainError('BAD_DATE', 'x').violations).toEqual([]);
  });
});
