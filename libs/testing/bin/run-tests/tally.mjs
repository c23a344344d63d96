/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */

/** @returns {Tally} */
export function emptyTally() {
  return { passed: 0, failed: 0, skipped: 0 };
}

/** @param {Tally} a @param {Tally} b @returns {Tally} */
export function addTally(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/**
 * Counts Jest's JSON result. A suite that failed without a failed test (it did not load, held no test, broke while
 * tearing down) counts as one failure, and so does an end of Jest that its numbers do not explain.
 * @param {object | undefined} result undefined when Jest wrote none @param {boolean} endedWell exit code 0 within its
 * time
 * @returns {Tally}
 */
export function tallyOf(result, endedWell) {
  const suites = result?.testResults ?? [];
  const unexplained = suites.filter(
    (suite) => suite.status === 'failed' && !suite.assertionResults.some(({ status }) => status === 'failed'),
  ).length;
  const failed = (result?.numFailedTests ?? 0) + unexplained;
  return {
    passed: result?.numPassedTests ?? 0,
    failed: failed === 0 && !endedWell ? 1 : failed,
    skipped: (result?.numPendingTests ?? 0) + (result?.numTodoTests ?? 0),
  };
}

/** @param {Tally} tally @returns {string} the last line of `npm test` */
export function tallyLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** @param {Tally} tally @returns {boolean} false as well when nothing ran */
export function isGreen({ passed, failed }) {
  return failed === 0 && passed > 0;
}
