import { readFileSync } from 'node:fs';
import { instant } from '@perennial/kernel/instant';
import { DomainError } from '@perennial/kernel/violation';
import { parse, stringify } from 'yaml';
import { openFileProviders } from './open-file-providers.js';
import { readProviderFile } from './provider-file.js';
import { PROVIDER_KINDS } from './provider-kinds.js';
import type { ProviderTools } from './provider-kind.js';
import { SpendBook } from './spend-book.js';

const SAMPLE = new URL('../../../../docs/samples/providers.yaml', import.meta.url);
const sample = readFileSync(SAMPLE, 'utf8');
const environment: Record<string, string> = {
  ...Object.fromEntries([...sample.matchAll(/: \$\{([A-Z_]+)\}/g)].map(([, name = '']) => [name, `value-of-${name}`])),
  WECOM_CALLBACK_AES_KEY: 'A'.repeat(43),
};
const tools: ProviderTools = {
  monotonic: () => 0,
  wallNow: () => 0,
  now: () => instant(0),
  spend: new SpendBook(),
  metrics: { cap: () => undefined, capped: () => undefined, rate: () => undefined, pumped: () => undefined },
  publicUrl: 'https://renew.example/',
};

type Loose = Record<string, unknown> & { providers: Record<string, unknown>[] };

/** The faults of the sample after a change. */
function faults(change: (file: Loose) => void, env = environment): string[] {
  const file = parse(sample) as Loose;
  change(file);
  return faultsOf(stringify(file), env);
}

function faultsOf(text: string, env = environment): string[] {
  try {
    readProviderFile(text, 'providers.yaml', env, PROVIDER_KINDS);
    return [];
  } catch (error) {
    expect((error as DomainError).code).toBe('INVALID_CONFIGURATION');
    expect((error as Error).message).toMatch(/^providers\.yaml has \d+ fault/);
    return (error as DomainError).violations.map(({ field, rule }) => `${field} ${rule}`);
  }
}

const first = (file: Loose): Record<string, never> => file.providers[0] as Record<string, never>;
const ses = (file: Loose): Record<string, never> => file.providers[3] as Record<string, never>;
const set =
  (path: string, value: unknown) =>
  (file: Loose): void => {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    const at = keys.reduce<Record<string, unknown>>((found, key) => found[key] as Record<string, unknown>, first(file));
    if (value === undefined) delete at[last];
    else at[last] = value;
  };

test('the sample is read, and opens its providers in their order (docs/samples/providers.yaml)', async () => {
  const providers = openFileProviders(SAMPLE.pathname, environment, tools);
  expect(providers.map(({ name, channel, endpoint, capabilities }) => [name, channel, endpoint, capabilities])).toEqual(
    [
      ['sms-aliyun', 'SMS', 'dysmsapi.aliyuncs.com', { lookup: true, idempotent: false }],
      ['sms-tencent', 'SMS', 'sms.tencentcloudapi.com', { lookup: false, idempotent: false }],
      ['sms-twilio', 'SMS', 'api.twilio.com', { lookup: false, idempotent: false }],
      ['mail-ses', 'EMAIL', 'email.eu-central-1.amazonaws.com', { lookup: false, idempotent: false }],
      ['mail-mailchimp', 'EMAIL', 'mandrillapp.com', { lookup: false, idempotent: false }],
      ['wecom', 'WECOM', 'qyapi.weixin.qq.com', { lookup: true, idempotent: false }],
    ],
  );
  const serves = (address: string): (string | undefined)[] =>
    providers.filter(({ channel }) => channel === 'SMS').map((one) => one.serves?.({ address, country: null }));
  expect(serves('+8613800138000')).toEqual(['REGION', 'REGION', 'NO']);
  expect(serves('+447700900123')).toEqual(['NO', 'NO', 'REGION']);
  expect(serves('+85291234567')).toEqual(['NO', 'NO', 'REGION']);
  await Promise.all(providers.map((one) => one.close()));
});

test.each<[string, (file: Loose) => void, string[]]>([
  ['an unknown setting', set('limit', 1), ['providers[0].limit unknown_field']],
  ['an unknown limit', set('limits.perMinute', 1), ['providers[0].limits.perMinute unknown_field']],
  ['an unknown kind', set('kind', 'pigeon'), ['providers[0].kind unknown_value']],
  ['no kind', set('kind', undefined), ['providers[0].kind required']],
  ['no name', set('name', undefined), ['providers[0].name required']],
  ['a name with a blank', set('name', 'sms aliyun'), ['providers[0].name unknown_value']],
  ['the name of another one', set('name', 'sms-twilio'), ['providers[2].name given_twice']],
  ['no credential', set('credentials.accessKeyId', undefined), ['providers[0].credentials.accessKeyId required']],
  ['a credential itself', set('credentials.accessKeyId', 'LTAI'), ['providers[0].credentials.accessKeyId malformed']],
  ['an endpoint with a path', set('endpoint', 'https://a.example/b'), ['providers[0].endpoint unknown_value']],
  ['an endpoint with a login', set('endpoint', 'https://u:p@a.example'), ['providers[0].endpoint unknown_value']],
  ['a country of old', set('regions', ['YU']), ['providers[0].regions[0] unknown_value']],
  ['no country', set('regions', []), ['providers[0].regions out_of_range']],
  ['a rate of nothing', set('limits.perSecond', 0), ['providers[0].limits.perSecond out_of_range']],
  ['half a connection', set('limits.connections', 1.5), ['providers[0].limits.connections unknown_value']],
  [
    'a cap in another currency',
    set('limits.monthlySpend', { amount: 1, currency: 'USD' }),
    ['providers[0].limits.monthlySpend.currency unknown_value'],
  ],
  [
    'a currency that is none',
    set('costPerSegment.currency', 'XXQ'),
    ['providers[0].costPerSegment.currency unknown_value', 'providers[0].limits.monthlySpend.currency unknown_value'],
  ],
  ['a negative price', set('costPerSegment.amount', -1), ['providers[0].costPerSegment.amount out_of_range']],
  [
    'a link as a value',
    set('templates.0.variables.token', 'payLink'),
    ['providers[0].templates[0].variables.token unknown_value'],
  ],
  [
    'a gap without a variable',
    set('templates.0.variables.day', undefined),
    ['providers[0].templates[0].variables unknown_value'],
  ],
  [
    'a variable without a gap',
    set('templates.0.variables.more', 'contact'),
    ['providers[0].templates[0].variables unknown_value'],
  ],
  ['a state of no registration', set('templates.0.state', 'sent'), ['providers[0].templates[0].state unknown_value']],
  ['a list that is none', (file) => (file.providers = 'x' as never), ['providers unknown_value']],
  ['no list', (file) => delete (file as Record<string, unknown>)['providers'], ['providers required']],
  ['something beside the list', (file) => (file['more'] = 1), ['more unknown_field']],
])('%s: refused with its path and rule', (_name, change, expected) => {
  expect(faults(change)).toEqual(expected);
});

test.each<[string, (file: Loose) => void, string]>([
  ['no region of SES', (file) => delete ses(file)['region'], 'region required'],
  ['a region that is none', (file) => Object.assign(ses(file), { region: 'europe' }), 'region unknown_value'],
  ['a topic that is none', (file) => Object.assign(ses(file), { topicArn: 'renewals' }), 'topicArn unknown_value'],
  [
    'no secret of callbacks',
    (file) => delete ses(file)['credentials']?.['callbackSecret'],
    'credentials.callbackSecret required',
  ],
  ['no price', (file) => delete ses(file)['costPerMessage'], 'costPerMessage required'],
])('of a mail provider, %s: refused with its path and rule', (_name, change, expected) => {
  expect(faults(change)).toEqual([`providers[3].${expected}`]);
});

test('a variable that the environment lacks is named, and no value of one is ever told', () => {
  const { ALIYUN_ACCESS_KEY_ID: _left, ...rest } = environment;
  expect(faults(() => undefined, rest)).toEqual(['providers[0].credentials.accessKeyId required']);
  expect(() => readProviderFile(sample, 'f', { ...rest, ALIYUN_ACCESS_KEY_ID: '' }, PROVIDER_KINDS)).toThrow(
    'providers[0].credentials.accessKeyId: required: the environment has no ALIYUN_ACCESS_KEY_ID',
  );
  const written = faults(set('credentials.accessKeySecret', 'very-secret'));
  expect(written.join()).not.toContain('very-secret');
});

test('what is no YAML is refused with its line; a key twice and a bomb as well', () => {
  expect(faultsOf('providers:\n  - kind: [')).toEqual([expect.stringMatching(/^line \d syntax$/)]);
  expect(faultsOf('providers: []\nproviders: []')).toEqual(['line 2 syntax']);
  expect(faultsOf('')).toEqual(['providers required']);
  const bomb = `a: &a [1]\n${[...'bcdefg'].map((c, n) => `${c}: &${c} [${`*${'abcdef'[n]}, `.repeat(9)}*${'abcdef'[n]}]`).join('\n')}`;
  expect(faultsOf(bomb)).toEqual(['line 1 syntax']);
});

test('a file that is not there stops the boot with its name', () => {
  expect(() => openFileProviders('/nowhere/providers.yaml', environment, tools)).toThrow(
    /PROVIDERS_FILE \/nowhere\/providers\.yaml cannot be read/,
  );
  expect(openFileProviders(undefined, environment, tools)).toEqual([]);
});
