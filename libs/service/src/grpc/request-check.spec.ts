import type { TermId } from '@perennial/kernel/ids';
import { DomainError } from '@perennial/kernel/violation';
import { enumNames } from '@perennial/proto/enum-names';
import { TermState } from '@perennial/proto/gen/perennial/types/v1/types';
import { idPart, instantPart, pageKey } from './page.js';
import { readRequest, type RequestCheck } from './request-check.js';
import { readRestatePage } from './restate.js';

const ID = '0190B5C8-0000-7000-8000-000000000001';
const STATES = enumNames('TERM_STATE_', TermState);
const KEY = pageKey({ dueAt: instantPart, termId: idPart<TermId>() });

/** What `read` returns, or the broken rules by field. */
function read(run: (check: RequestCheck) => unknown): unknown {
  try {
    return readRequest(run);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    expect(error.code).toBe('INVALID_REQUEST');
    return error.violations.map(({ field, rule }) => `${field} ${rule}`).join(', ');
  }
}

test.each<[string, (check: RequestCheck) => unknown, unknown]>([
  ['an id', (check) => check.id('term_id', ID), ID.toLowerCase()],
  ['an id left out', (check) => check.id('term_id', ''), 'term_id required'],
  ['an optional id left out', (check) => check.optionalId('term_id', ''), null],
  ['an id that is none', (check) => check.optionalId('term_id', "1' or '1'='1"), 'term_id not_an_id'],
  ['ids', (check) => check.ids('ids', [ID, 'x'], 2), 'ids[1] not_an_id'],
  ['too many ids', (check) => check.ids('ids', [ID, ID], 1), 'ids too_many'],
  ['a text', (check) => check.text('reason', '合同 🙂', 4), '合同 🙂'],
  ['a text left out', (check) => check.text('reason', '', 4), 'reason required'],
  ['an optional text left out', (check) => check.optionalText('reason', '', 4), ''],
  ['a text too long', (check) => check.optionalText('reason', '合同合同合', 4), 'reason too_long'],
  ['a text with NUL', (check) => check.optionalText('reason', 'a\0', 4), 'reason control_character'],
  ['a name', (check) => check.name('name', 'A', /^[a-z]$/, 'is a letter'), 'name not_a_name'],
  ['a date', (check) => check.optionalDate('from', '2024-02-29'), '2024-02-29'],
  ['a date that the month lacks', (check) => check.optionalDate('from', '2023-02-29'), 'from not_a_date'],
  ['an instant', (check) => check.optionalInstant('at', '1970-01-01T01:00:00+01:00'), 0],
  ['an instant without offset', (check) => check.optionalInstant('at', '2024-01-01T00:00:00'), 'at not_an_instant'],
  ['money left out', (check) => check.positiveMoney('amount', undefined), 'amount required'],
  [
    'no money in no currency',
    (check) => check.positiveMoney('amount', { currency: 'eur', minor: 0n }),
    'amount.currency unknown_currency, amount.minor out_of_range',
  ],
  ['a state', (check) => check.optionalEnum('state', STATES, TermState.TERM_STATE_LAPSED), 'LAPSED'],
  ['no state', (check) => check.optionalEnum('state', STATES, TermState.TERM_STATE_UNSPECIFIED), null],
  ['a state left out', (check) => check.enum('state', STATES, TermState.TERM_STATE_UNSPECIFIED), 'state required'],
  ['a state nobody knows', (check) => check.enum('state', STATES, TermState.UNRECOGNIZED), 'state unknown_value'],
  ['page size 0', (check) => check.pageSize(0), 50],
  ['the largest page', (check) => check.pageSize(500), 500],
  ['a page too large', (check) => check.pageSize(501), 'page_size out_of_range'],
  ['a page below nothing', (check) => check.pageSize(-1), 'page_size out_of_range'],
  ['the first page', (check) => check.pageToken(KEY, ''), null],
  ['a token that is none', (check) => check.pageToken(KEY, 'nonsense'), 'page_token not_a_token'],
  [
    'a token of another list',
    (check) => check.pageToken(KEY, pageKey({ termId: idPart() }).token({ termId: ID as TermId })),
    'page_token not_a_token',
  ],
  [
    'a page of Restate',
    (check) => readRestatePage(check, { afterId: ID, pageSize: 7 }),
    { after: ID.toLowerCase(), size: 7 },
  ],
])('reads %s', (_, run, result) => expect(read(run)).toEqual(result));

test('a page token holds the key of its row and nothing else of it', () => {
  const row = { dueAt: -1, termId: ID.toLowerCase(), secret: 'x' } as never;
  const token = KEY.token(row);
  expect(Buffer.from(token, 'base64url').toString()).not.toContain('secret');
  expect(KEY.read(token)).toEqual({ dueAt: -1, termId: ID.toLowerCase() });
  expect(KEY.read(Buffer.from('["1"').toString('base64url'))).toBeUndefined();
  expect(KEY.read('A'.repeat(10_000))).toBeUndefined();
});
