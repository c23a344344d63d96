import type { HttpReply } from '../http-call.client.js';
import { colleagueResult, customerResult, tokenFault } from './wecom-result.js';

const reply = (body: unknown, status = 200, headers: Record<string, string> = {}): HttpReply => ({
  kind: 'answered',
  status,
  headers,
  body: body === null ? undefined : Buffer.from(JSON.stringify(body)),
});
const customer = (body: unknown, status = 200) => customerResult(reply(body, status), 0);
const colleague = (body: unknown) => colleagueResult(reply(body), 'ZhangSan', 0);
const word = ({ result }: { result: object }): string => {
  const { kind, about, dead } = { about: undefined, dead: undefined, ...result } as Record<string, unknown>;
  return [kind, about, dead && 'dead'].filter((one) => one !== undefined).join(' ');
};

test('a message to a customer waits for the colleague who must confirm it (C-07)', () => {
  expect(customer({ errcode: 0, msgid: 'msg1', fail_list: [] }).result).toEqual({
    kind: 'waiting',
    providerMessageId: 'msg1',
    reason: 'WAITING_FOR_STAFF',
    confirmedThere: true,
  });
  expect(word(customer({ errcode: 0, msgid: '', fail_list: ['wm1'] }))).toBe('refused ADDRESS');
  expect(word(customer({ errcode: 0 }))).toBe('ambiguous');
});

test('errcode 0 is a failure where the colleague stands among those who were not reached', () => {
  expect(colleague({ errcode: 0, msgid: 'm1', invaliduser: '' }).result).toEqual({
    kind: 'accepted',
    providerMessageId: 'm1',
  });
  expect(word(colleague({ errcode: 0, msgid: 'm1', invaliduser: 'a|zhangsan' }))).toBe('refused ADDRESS dead');
  expect(word(colleague({ errcode: 0, msgid: 'm1', unlicenseduser: 'zhangsan' }))).toBe('refused ADDRESS');
  expect(word(colleague({ errcode: 81013, invaliduser: 'zhangsan' }))).toBe('refused ADDRESS dead');
});

test.each<[number, string]>([
  [45009, 'later'],
  [45033, 'later'],
  [-1, 'ambiguous'],
  [40001, 'at_fault'],
  [40014, 'at_fault'],
  [42001, 'at_fault'],
  [60020, 'at_fault'],
  [40096, 'refused ADDRESS dead'],
  [84061, 'refused ADDRESS'],
  [40003, 'refused ADDRESS'],
  [82001, 'refused ADDRESS'],
  [60011, 'refused PROVIDER'],
  [48002, 'refused PROVIDER'],
  [40058, 'refused MESSAGE'],
])('errcode %i with HTTP 200: %s (C-10)', (errcode, expected) => {
  const classed = customer({ errcode });
  expect(word(classed)).toBe(expected);
  expect(classed.result).toMatchObject({ reason: `WECOM_${errcode}` });
  expect(classed.slower ?? false).toBe(expected === 'later');
});

test.each<[number, string]>([
  [429, 'later'],
  [408, 'later'],
  [403, 'at_fault'],
  [502, 'ambiguous'],
  [200, 'ambiguous'],
])('HTTP %i without a code: %s', (status, expected) => expect(word(customer(null, status))).toBe(expected));

test('without a token nothing was sent: whatever is wrong is never ambiguous', () => {
  const token = (body: unknown, status = 200): string => tokenFault(reply(body, status)).kind;
  expect([token({ errcode: 40001 }), token({ errcode: 40013 }), token({ errcode: 60020 })]).toEqual(
    Array.from({ length: 3 }, () => 'at_fault'),
  );
  expect([token({ errcode: -1 }), token({ errcode: 45009 }), token(null, 502), token(null)]).toEqual(
    Array.from({ length: 4 }, () => 'later'),
  );
});
