import { instant } from '@perennial/kernel/instant';
import { isSame } from '../callback-secret.js';
import type { Callback, CallbackAnswer, CallbackReading, ReportedEvidence } from '../callback.js';
import { decryptWecom, signWecom } from './wecom-crypto.js';
import { readWecomXml } from './wecom-xml.js';

export interface WecomCallbackSettings {
  readonly corpId: string;
  readonly callbackToken: string;
  readonly callbackAesKey: string;
}

/** Older ones are replayed: WeCom repeats what was not answered within seconds. */
const FRESH_MS = 10 * 60_000;

const answer = (status: number, body = ''): CallbackAnswer => ({
  status,
  contentType: 'text/plain; charset=utf-8',
  body,
});
const refused = (status: number, reason: string): CallbackReading => ({
  kind: 'refused',
  reason,
  answer: answer(status, reason),
});
const taken = (reports: readonly ReportedEvidence[], body?: string): CallbackReading => ({
  kind: 'taken',
  reports,
  answer: answer(200, body),
});

/**
 * The check of the URL (GET, whose text is to be given back decrypted) and events (POST). Everything is judged by the
 * signature first: over the raw text of the query, or of the one element that is read out of the body.
 */
export function readWecomCallback(callback: Callback, settings: WecomCallbackSettings): CallbackReading {
  const { method, url, body, receivedAt } = callback;
  if (method !== 'GET' && method !== 'POST') return refused(405, 'a callback is a GET or a POST');
  const query = URL.canParse(url) ? new URL(url).searchParams : new URLSearchParams();
  const encrypt = method === 'GET' ? query.get('echostr') : encryptOf(Buffer.from(body).toString('utf8'));
  if (!encrypt) return refused(400, method === 'GET' ? 'echostr is missing' : 'the body holds no <Encrypt>');
  const [timestamp, nonce] = [query.get('timestamp') ?? '', query.get('nonce') ?? ''];
  const signature = signWecom(settings.callbackToken, timestamp, nonce, encrypt);
  if (!isSame(query.get('msg_signature') ?? '', signature)) return refused(403, 'the signature does not fit');
  const age = receivedAt - Number(timestamp) * 1_000;
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(age) > FRESH_MS) return refused(403, 'the timestamp is too old');
  const decrypted = decryptWecom(settings.callbackAesKey, encrypt);
  if (!decrypted) return refused(403, 'the text cannot be decrypted');
  if (decrypted.receiveId !== settings.corpId) return refused(403, 'the text is for somebody else');
  if (method === 'GET') return taken([], decrypted.message);
  const event = readWecomXml(decrypted.message);
  return event ? taken(reportsOf(event)) : refused(400, 'the event is no XML that is read');
}

/** One CDATA section. It is cut out before anything is parsed: nothing of the body is believed yet. */
function encryptOf(body: string): string | undefined {
  const [, encrypt] = /<Encrypt>\s*(?:<!\[CDATA\[)?([A-Za-z0-9+/=]+)(?:\]\]>)?\s*<\/Encrypt>/.exec(body) ?? [];
  return encrypt;
}

/** What people write to the app, and customers who remove the colleague that writes to them: they want no more. */
function reportsOf(event: Readonly<Record<string, string>>): ReportedEvidence[] {
  const { FromUserName: from = '', CreateTime: at = '', MsgType: type = '', MsgId: messageId = '' } = event;
  const removed = event['Event'] === 'change_external_contact' && event['ChangeType'] === 'del_follow_user';
  const address = removed ? (event['ExternalUserID'] ?? '') : from;
  if (address === '' || (type === 'event' && !removed)) return [];
  return [
    {
      reportId: removed ? `removed ${event['UserID'] ?? ''} ${address} ${at}` : messageId || `${from} ${at}`,
      message: { address },
      evidence: removed ? 'complained' : 'answered',
      happenedAt: /^\d{1,12}$/.test(at) ? instant(Number(at) * 1_000) : null,
      detail: removed ? 'REMOVED' : 'REPLY',
      closesAddress: removed,
    },
  ];
}
