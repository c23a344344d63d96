import { GOLDEN_WECOM, WECOM_ECHO, WECOM_EVENT } from '@perennial/fake-providers/golden-wecom';
import { sealWecom } from '@perennial/fake-providers/wecom-seal';
import type { Callback, CallbackReading } from '../callback.js';
import { readWecomCallback } from './wecom-callback.js';
import { decryptWecom, isAesKey, signWecom } from './wecom-crypto.js';
import { readWecomXml } from './wecom-xml.js';

const { token, aesKey, corpId, timestamp, nonce } = GOLDEN_WECOM;
const settings = { corpId, callbackToken: token, callbackAesKey: aesKey };
const at = Number(timestamp) * 1_000;
const url = (signature: string, more: Record<string, string> = {}): string =>
  `https://renew.example/webhooks/wecom?${new URLSearchParams({ msg_signature: signature, timestamp, nonce, ...more })}`;
const callback = (change: Partial<Callback>): Callback => ({
  method: 'POST',
  url: url(WECOM_EVENT.signature),
  headers: {},
  body: Buffer.from(
    `<xml><ToUserName><![CDATA[${corpId}]]></ToUserName><Encrypt><![CDATA[${WECOM_EVENT.encrypt}]]></Encrypt></xml>`,
  ),
  receivedAt: at + 1_000,
  ...change,
});
const read = (change: Partial<Callback> = {}): CallbackReading => readWecomCallback(callback(change), settings);
/** An event of ours, sealed and signed as WeCom does. */
const event = (xml: string, receiveId: string = corpId): CallbackReading => {
  const encrypt = sealWecom(aesKey, xml, receiveId);
  return read({
    url: url(signWecom(token, timestamp, nonce, encrypt)),
    body: Buffer.from(`<xml><Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`),
  });
};

test.each([WECOM_ECHO, WECOM_EVENT])(
  'signature and text are as the package of WeCom makes them: $signature',
  (golden) => {
    expect(signWecom(token, timestamp, nonce, golden.encrypt)).toBe(golden.signature);
    expect(decryptWecom(aesKey, golden.encrypt)).toEqual({ message: golden.message, receiveId: corpId });
    expect([isAesKey(aesKey), isAesKey(aesKey.slice(1)), isAesKey(`${aesKey}=`)]).toEqual([true, false, false]);
  },
);

test('the check of the URL is answered with its text, bare', () => {
  const asked = { method: 'GET', body: Buffer.alloc(0) };
  const good = url(WECOM_ECHO.signature, { echostr: WECOM_ECHO.encrypt });
  expect(read({ ...asked, url: good })).toMatchObject({
    kind: 'taken',
    reports: [],
    answer: { body: WECOM_ECHO.message },
  });
  expect(read({ ...asked, url: url(WECOM_ECHO.signature) })).toMatchObject({ answer: { status: 400 } });
  expect(read({ ...asked, url: good.replace('timestamp=1', 'timestamp=2') })).toMatchObject({
    answer: { status: 403 },
  });
});

test('what somebody writes to the app is an answer to the newest message, without his words', () => {
  const reading = read();
  expect(reading).toMatchObject({
    kind: 'taken',
    answer: { status: 200, body: '' },
    reports: [{ message: { address: 'zhangsan' }, evidence: 'answered', happenedAt: at, closesAddress: false }],
  });
  expect(JSON.stringify(reading)).not.toContain('好的');
});

test('a customer who removes the colleague wants nothing more of it; other events say nothing of a message (M-10)', () => {
  const change = (type: string): string =>
    `<xml><FromUserName><![CDATA[sys]]></FromUserName><CreateTime>${timestamp}</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[change_external_contact]]></Event><ChangeType><![CDATA[${type}]]></ChangeType><UserID><![CDATA[zhangsan]]></UserID><ExternalUserID><![CDATA[wmAbC]]></ExternalUserID></xml>`;
  expect(event(change('del_follow_user'))).toMatchObject({
    kind: 'taken',
    reports: [{ message: { address: 'wmAbC' }, evidence: 'complained', closesAddress: true }],
  });
  expect(event(change('add_external_contact'))).toMatchObject({ kind: 'taken', reports: [] });
});

test.each<[string, Partial<Callback>, number]>([
  ['another method', { method: 'PUT' }, 405],
  ['a forged signature', { url: url('0'.repeat(40)) }, 403],
  ['no signature', { url: 'https://renew.example/webhooks/wecom' }, 403],
  ['a changed text', { body: Buffer.from('<xml><Encrypt><![CDATA[AAAA]]></Encrypt></xml>') }, 403],
  ['a replay an hour later', { receivedAt: at + 3_600_000 }, 403],
  ['one from tomorrow', { receivedAt: at - 3_600_000 }, 403],
  ['an empty body', { body: Buffer.alloc(0) }, 400],
  ['10 MB of nothing', { body: Buffer.alloc(10 * 1024 * 1024, '<') }, 400],
])('%s changes nothing', (_name, change, status) =>
  expect(read(change)).toMatchObject({ kind: 'refused', answer: { status } }),
);

test('what is sealed for another company, or is no XML that is read, is refused though its signature fits', () => {
  expect(event('<xml><MsgType>text</MsgType></xml>', 'another')).toMatchObject({ answer: { status: 403 } });
  for (const xml of ['', 'text', '<xml>', '<xml><a></b></xml>', '<other/>', '<xml/><xml/>'])
    expect(event(xml)).toMatchObject({ kind: 'refused', answer: { status: 400 } });
});

describe('hostile XML', () => {
  const laughs = `<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><xml><MsgId>&b;</MsgId></xml>`;
  test.each([
    ['entities that grow', laughs],
    ['a file of ours', '<!DOCTYPE xml [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><MsgId>&f;</MsgId></xml>'],
    ['a document type in small letters', '<!doctype xml><xml><MsgId>1</MsgId></xml>'],
    ['more than any callback has', `<xml><MsgId>${'1'.repeat(70_000)}</MsgId></xml>`],
    ['a broken one', '<xml><MsgId>1</xml>'],
    ['a text alone', 'MsgId'],
  ])('%s is not read', (_name, xml) => expect(readWecomXml(xml)).toBeUndefined());

  test('entities stay as they are written, names of objects are texts, and what is nested is left out', () => {
    expect(readWecomXml('<xml><MsgId>&amp;&x;</MsgId><a><b>1</b></a></xml>')).toEqual({ MsgId: '&amp;&x;' });
    expect(
      Object.keys(readWecomXml('<xml><__proto__>1</__proto__><constructor>2</constructor></xml>') ?? {}),
    ).not.toContain('toString');
    const deep = `<xml>${'<a>'.repeat(5_000)}${'</a>'.repeat(5_000)}</xml>`;
    expect(Object.keys(readWecomXml(deep) ?? {})).toEqual([]);
  });
});
