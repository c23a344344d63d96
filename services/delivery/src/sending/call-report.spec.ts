import type { MessageId } from '@perennial/kernel/ids';
import { decidingReports, resultOf, type CallReport } from './call-report.js';

const report = (change: Partial<CallReport>): CallReport => ({
  messageId: 'm' as MessageId,
  key: 'm.1',
  arrived: true,
  detail: 'DELIVRD',
  dead: false,
  ...change,
});

test.each([
  ['it arrived', { arrived: true }, { kind: 'accepted', note: 'REPORTED' }],
  ['it did not: another provider may', { arrived: false }, { kind: 'refused', reason: 'DELIVRD', about: 'PROVIDER' }],
  ['nobody says why', { arrived: false, detail: '' }, { kind: 'refused', reason: 'NOT_DELIVERED', about: 'PROVIDER' }],
  ['there is no such number: no provider can', { arrived: false, dead: true }, { kind: 'refused', about: 'ADDRESS' }],
])('a report is the answer that the call never had: %s (C-10)', (_name, change, result) => {
  expect(resultOf(report(change))).toMatchObject(result);
});

test('of reports that contradict each other, that it arrived is believed, in whatever order they came', () => {
  const [came, failed] = [report({}), report({ arrived: false })];
  for (const reports of [
    [came, failed],
    [failed, came],
  ])
    expect(decidingReports(reports).get(came.messageId)).toBe(came);
});
