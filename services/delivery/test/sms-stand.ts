import { instant } from '@perennial/kernel/instant';
import type { Sms } from '../src/channel/sms/sms.js';
import type { RegisteredText } from '../src/provider/registered-text.js';
import type { SmsAccountSettings, SmsTools } from '../src/provider/sms-account.js';
import { SpendBook } from '../src/provider/spend-book.js';

export const monotonic = (): number => performance.now();
const timings = { phaseMs: 400, finalMs: 400 };
/** What accounts told: alarms and caps. */
export const pumped: string[] = [];
/** Of a process of its own. */
export const tools = (): SmsTools => ({
  monotonic,
  wallNow: () => Date.now(),
  now: () => instant(Date.UTC(2024, 6, 1)),
  spend: new SpendBook(),
  metrics: {
    cap: () => undefined,
    capped: (name) => void pumped.push(`capped ${name}`),
    rate: () => undefined,
    pumped: (_name, country, { alarms }) => void (alarms && pumped.push(`alarm ${country}`)),
  },
});
export const account = (name: string, change: Partial<SmsAccountSettings> = {}): SmsAccountSettings => ({
  name,
  regions: ['CN'],
  connections: 4,
  perSecond: 100,
  costPerSegment: { micros: 45_000, currency: 'CNY' },
  cap: null,
  usualCountries: ['CN'],
  unusualPerHour: 2,
  ...change,
});
const text = (code: string, pattern: string, signs: readonly [string, string]): RegisteredText => ({
  template: 'last-warning',
  locale: 'zh',
  code,
  text: pattern,
  state: 'registered',
  gaps: [
    { sign: signs[0], name: 'product', variable: 'product' },
    { sign: signs[1], name: 'day', variable: 'lastDay' },
  ],
});
export const SIGN = '续约服务';
export const SECRET = 'secret-of-callbacks';
export const ALIYUN = {
  accessKeyId: 'id',
  accessKeySecret: 'secret',
  callbackSecret: SECRET,
  signName: SIGN,
  texts: [text('SMS_1', `\${product} 将于\${day}到期`, [`\${product}`, `\${day}`])],
  timings,
};
export const TENCENT = {
  secretId: 'id',
  secretKey: 'key',
  callbackSecret: SECRET,
  region: 'ap-guangzhou',
  sdkAppId: '1400006666',
  signName: SIGN,
  texts: [text('449739', '{1} 将于{2}到期', ['{1}', '{2}'])],
  timings,
};
export const TWILIO = { accountSid: `AC${'a'.repeat(32)}`, authToken: 'token', sender: '+15005550006', timings };

export const chinese = (change: Partial<Sms> = {}): Sms => ({
  idempotencyKey: 'm.1',
  to: '+8613800138000',
  text: `引擎 "A" (1)! it's *~ 将于2025年1月31日到期`,
  template: 'last-warning',
  locale: 'zh',
  variables: { product: `引擎 "A" (1)! it's *~`, lastDay: '2025年1月31日', payLink: 'https://renew.example/pay/t' },
  segments: { encoding: 'UCS_2', count: 1 },
  ...change,
});
export const english = (change: Partial<Sms> = {}): Sms =>
  chinese({ to: '+447700900123', text: 'Suite ends: €5 + https://renew.example/pay/t', locale: 'en', ...change });
