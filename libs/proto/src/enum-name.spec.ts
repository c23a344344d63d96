import { bareName } from './enum-name.js';

describe('bareName', () => {
  it('takes the prefix of an enum value away, and refuses another value', () => {
    const word: 'OPEN' = bareName('TERM_STATE_', 'TERM_STATE_OPEN');
    expect(word).toBe('OPEN');
    expect(() => bareName('TERM_STATE_', 'UNRECOGNIZED')).toThrow(RangeError);
  });
});
