import { enumNames } from './enum-names.js';
import { TermState } from './gen/perennial/types/v1/types.js';

describe('enumNames', () => {
  const STATES = enumNames('TERM_STATE_', TermState);

  it('goes both ways, for every value but UNSPECIFIED', () => {
    expect(STATES.words).toEqual(['OPEN', 'RENEWED', 'CANCELLED', 'EXPIRED', 'LAPSED']);
    const word: 'OPEN' | 'RENEWED' | 'CANCELLED' | 'EXPIRED' | 'LAPSED' | null | undefined = STATES.word(
      TermState.TERM_STATE_LAPSED,
    );
    expect(word).toBe('LAPSED');
    for (const known of STATES.words) expect(STATES.word(STATES.value(known))).toBe(known);
  });

  it('tells a value that says nothing from one that this build does not know', () => {
    expect(STATES.word(TermState.TERM_STATE_UNSPECIFIED)).toBeNull();
    expect(STATES.word(TermState.UNRECOGNIZED)).toBeUndefined();
    expect(() => STATES.value('DORMANT' as 'OPEN')).toThrow(RangeError);
  });
});
