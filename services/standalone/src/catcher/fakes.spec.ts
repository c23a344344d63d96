import type { RiderFacts } from '@perennial/delivery/channel/channel';
import type { Sms } from '@perennial/delivery/channel/sms/sms';
import { SMS_TEXT, SmsChannel } from '@perennial/delivery/channel/sms/sms-channel';
import { readProviderFile } from '@perennial/delivery/provider/provider-file';
import { PROVIDER_KINDS } from '@perennial/delivery/provider/provider-kinds';
import { fillRegistered, type RegisteredText } from '@perennial/delivery/provider/registered-text';
import { BUILT_IN_TEMPLATES } from '@perennial/delivery/template/built-in/built-in-templates';
import { compileTemplate } from '@perennial/delivery/template/text-engine';
import { FAKE_CREDENTIALS, accountsOf } from '@perennial/fake-providers/sample-accounts';
import { newId } from '@perennial/kernel/ids';
import { localDate } from '@perennial/kernel/local-date';
import { providersFile, withoutMail } from './fakes.js';

const PUBLIC = 'http://127.0.0.1:8080';
const file = providersFile(`${PUBLIC}/`, {
  aliyun: 1091,
  tencent: 1092,
  twilio: 1093,
  ses: 1094,
  mailchimp: 1095,
  wecom: 1096,
});
const entries = readProviderFile(file, 'providers.yaml', FAKE_CREDENTIALS, PROVIDER_KINDS).map(
  ({ kind, settings }) => ({ kind: kind.kind, ...(settings as { endpoint: string; templates?: RegisteredText[] }) }),
);

test('the providers of npm start are the fakes, with credentials that open nothing else', () => {
  expect(entries.map(({ kind, endpoint }) => [kind, endpoint])).toEqual([
    ['aliyun-sms', 'http://127.0.0.1:1091'],
    ['tencent-sms', 'http://127.0.0.1:1092'],
    ['twilio-sms', 'http://127.0.0.1:1093'],
    ['wecom', 'http://127.0.0.1:1096'],
    ['ses', 'http://127.0.0.1:1094'],
    ['mailchimp', 'http://127.0.0.1:1095'],
  ]);
  expect(file).not.toMatch(/<\w+>/);
  const accounts = accountsOf(file, PUBLIC);
  expect(Object.keys(accounts.aliyun?.templates ?? {})).toHaveLength(entries[0]?.templates?.length ?? -1);
});

test("where mail goes to a server of one's own, no fake takes what that one fails", () => {
  const kinds = readProviderFile(withoutMail(file), 'providers.yaml', FAKE_CREDENTIALS, PROVIDER_KINDS).map(
    ({ kind }) => kind.kind,
  );
  expect(kinds).toEqual(['aliyun-sms', 'tencent-sms', 'twilio-sms', 'wecom']);
  expect(Object.keys(accountsOf(withoutMail(file), PUBLIC))).toEqual(['aliyun', 'tencent', 'twilio', 'wecom']);
});

const texts = BUILT_IN_TEMPLATES.filter(({ channel }) => channel === 'SMS');

test.each(
  texts.flatMap((template) =>
    [1, 3].flatMap((count) =>
      [null, localDate('2025-01-17')].map((day) => [template.name, template.locale, count, day, template] as const),
    ),
  ),
)(
  '%s %s of %i riders, told before: %s, is registered word for word (M-02)',
  (_name, locale, count, earlierLastDay, template) => {
    const riders = Array.from({ length: count }, (_, n): RiderFacts => ({
      reminderId: newId(),
      termId: newId(),
      product: `Suite ${n + 1}`,
      lastDay: localDate('2025-01-31'),
      earlierLastDay,
      amount: { currency: 'EUR', minor: 120_050n },
      payLink: `${PUBLIC}/pay/AQEBjE0abcdef-_${locale === 'en' ? '' : `?lang=${locale}`}`,
    }));
    const facts = {
      // Its direction changes nothing: the name stands in isolation in our text, and alone in what the provider gets.
      customer: count === 3 ? 'שלום' : 'Engines',
      addressee: 'Ada',
      address: '+8613800138000',
      optOutLink: '',
      answerLink: '',
      optional: true,
      replyTo: undefined,
    };
    const text = { name: template.name, locale, ...compileTemplate(template, SMS_TEXT) };
    const sms = new SmsChannel().render([{ text, riders }], facts).content('k', 0 as never) as Sms;
    for (const { templates } of entries.filter((one) => one.templates))
      expect(fillRegistered(sms, templates ?? [])).toMatchObject({ ok: true });
  },
);
