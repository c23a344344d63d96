const { addTally, emptyTally, isGreen, tallyLine, tallyOf } = await import(
  new URL('../../bin/run-tests/tally.mjs', import.meta.url).href
);

const suite = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((state) => ({ status: state })),
});
const result = (passed: number, failed: number, pending: number, ...testResults: unknown[]) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: pending,
  numTodoTests: 0,
  testResults,
});

describe('tally', () => {
  it('counts tests', () => {
    expect(
      tallyOf(result(2, 1, 1, suite('failed', 'passed', 'failed'), suite('passed', 'passed', 'pending')), false),
    ).toEqual({ passed: 2, failed: 1, skipped: 1 });
  });

  it('counts a suite that did not load as one failure', () => {
    expect(tallyOf(result(1, 0, 0, suite('passed', 'passed'), suite('failed')), false)).toEqual({
      passed: 1,
      failed: 1,
      skipped: 0,
    });
  });

  it('counts a suite that broke after its tests had passed', () => {
    expect(tallyOf(result(1, 0, 0, suite('failed', 'passed')), false)).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });

  it('counts an end that nothing explains, with or without a result', () => {
    expect(tallyOf(result(1, 0, 0, suite('passed', 'passed')), false)).toEqual({ passed: 1, failed: 1, skipped: 0 });
    expect(tallyOf(undefined, false)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('is green only when something passed and nothing failed', () => {
    expect(isGreen(emptyTally())).toBe(false);
    expect(isGreen({ passed: 0, failed: 0, skipped: 4 })).toBe(false);
    expect(isGreen({ passed: 4, failed: 1, skipped: 0 })).toBe(false);
    expect(isGreen({ passed: 4, failed: 0, skipped: 0 })).toBe(true);
  });

  it('prints skipped only when there are any', () => {
    const sum = addTally({ passed: 1, failed: 0, skipped: 0 }, { passed: 2, failed: 1, skipped: 0 });
    expect(tallyLine(sum)).toBe('3 passed, 1 failed');
    expect(tallyLine({ ...sum, skipped: 2 })).toBe('3 passed, 1 failed, 2 skipped');
  });
});
