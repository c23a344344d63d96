import { instant, formatInstant } from '@perennial/kernel/instant';
import { walkTarget } from './advance.js';

const NOW = instant(Date.UTC(2025, 0, 31, 8, 30));

test.each([
  [{ advance: 'P30D' }, '2025-03-02T08:30:00Z'],
  [{ advance: 'P1M' }, '2025-02-28T08:30:00Z'],
  [{ advance: 'P1Y2M' }, '2026-03-31T08:30:00Z'],
  [{ advance: 'P1W' }, '2025-02-07T08:30:00Z'],
  [{ advance: 'PT36H5M' }, '2025-02-01T20:35:00Z'],
  [{ to: '2025-02-01T00:00:00+08:00' }, '2025-01-31T16:00:00Z'],
])('%j', (body, expected) => {
  expect(formatInstant(walkTarget(NOW, body))).toBe(expected);
});

test.each([
  [{}, 'advance', 'one_of'],
  [undefined, 'advance', 'one_of'],
  [{ advance: 'P1D', to: '2026-01-01T00:00:00Z' }, 'advance', 'one_of'],
  [{ advance: '30 days' }, 'advance', 'not_a_duration'],
  [{ advance: 'P' }, 'advance', 'not_a_duration'],
  [{ to: '2025-02-30T00:00:00Z' }, 'to', 'not_an_instant'],
  [{ to: '2024-01-01T00:00:00Z' }, 'to', 'not_back'],
  [{ advance: 'P99Y' }, 'advance', 'out_of_range'],
  [{ forward: 'P1D' }, 'forward', 'unknown_field'],
])('refuses %j', (body, field, rule) => {
  expect(() => walkTarget(NOW, body)).toThrow(
    expect.objectContaining({ code: 'INVALID_REQUEST', violations: [expect.objectContaining({ field, rule })] }),
  );
});
