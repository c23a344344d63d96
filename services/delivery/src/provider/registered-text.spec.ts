import { fillRegistered, looksLikeLink, type RegisteredText } from './registered-text.js';

const registered = (change: Partial<RegisteredText> = {}): RegisteredText => ({
  template: 'last-warning',
  locale: 'zh',
  code: 'SMS_1',
  text: `\${product}将于\${day}到期，续约 https://renew.example/pay/\${token}`,
  state: 'registered',
  gaps: [
    { sign: `\${product}`, name: 'product', variable: 'product' },
    { sign: `\${day}`, name: 'day', variable: 'lastDay' },
    { sign: `\${token}`, name: 'token', variable: 'payToken' },
  ],
  ...change,
});
const variables = { product: '引擎', lastDay: '1月31日', payToken: 'abc', payLink: 'https://renew.example/pay/abc' };
const fill = (texts: readonly RegisteredText[], change: object = {}) =>
  fillRegistered(
    {
      template: 'last-warning',
      locale: 'zh',
      text: '引擎将于1月31日到期，续约 https://renew.example/pay/abc',
      variables,
      ...change,
    },
    texts,
  );

test('a registered text is named by its code, with its values in order', () => {
  expect(fill([registered({ state: 'pending', code: 'SMS_0' }), registered()])).toEqual({
    ok: true,
    value: {
      code: 'SMS_1',
      values: [
        { name: 'product', value: '引擎' },
        { name: 'day', value: '1月31日' },
        { name: 'token', value: 'abc' },
      ],
    },
  });
});

test.each<[string, readonly RegisteredText[], string]>([
  ['none for the template', [registered({ template: 'reminder' })], 'TEMPLATE_NOT_REGISTERED: last-warning zh'],
  ['none for the language', [registered({ locale: 'en' })], 'TEMPLATE_NOT_REGISTERED: last-warning zh'],
  ['not yet', [registered({ state: 'pending' })], 'TEMPLATE_NOT_REGISTERED: last-warning zh is pending'],
  ['refused', [registered({ state: 'refused' })], 'TEMPLATE_NOT_REGISTERED: last-warning zh is refused'],
  ['another text', [registered({ text: `\${product}\${day}\${token}` })], 'TEMPLATE_TEXT_DIFFERS: last-warning zh'],
  [
    'a value that the message lacks',
    [registered({ gaps: [{ sign: `\${product}`, name: 'product', variable: 'amount' }] })],
    'TEMPLATE_TEXT_DIFFERS: last-warning zh',
  ],
  [
    'a link as a value',
    [
      registered({
        text: `\${product}将于1月31日到期，续约 \${link}`,
        gaps: [
          { sign: `\${product}`, name: 'product', variable: 'product' },
          { sign: `\${link}`, name: 'link', variable: 'payLink' },
        ],
      }),
    ],
    'URL_IN_VARIABLE: payLink of last-warning zh',
  ],
])('%s: refused before the call', (_name, texts, error) => {
  expect(fill(texts)).toEqual({ ok: false, error });
});

test('a name that looks like a gap is a name', () => {
  const product = `\${day}`;
  expect(
    fill([registered()], {
      variables: { ...variables, product },
      text: `\${day}将于1月31日到期，续约 https://renew.example/pay/abc`,
    }),
  ).toMatchObject({ ok: true });
});

test.each<[string, boolean]>([
  ['https://a.example/b', true],
  ['HTTP://A', true],
  ['www.engine', true],
  ['renew.example.com/x', true],
  ['短信a.cn到期', false],
  ['ab.cn', true],
  ['10.0.0.1', true],
  ['ASP.NET 8', false],
  ['Suite 2.0.1', false],
  ['2025年1月31日', false],
  ['€1,200.50', false],
  ['AQEBjE0a-_x', false],
])('%s is a link: %s', (value, expected) => {
  expect(looksLikeLink(value)).toBe(expected);
});
