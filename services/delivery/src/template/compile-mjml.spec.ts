import { MAIL_TEXT } from '../channel/email/email-channel.js';
import { TASK_TEXT } from '../channel/task/task-channel.js';
import { compileMjml } from './compile-mjml.js';
import { directionOf } from './direction.js';
import { withHtml } from './made-of-mjml.js';
import type { TemplateDraft } from './template.js';
import { compileTemplate } from './text-engine.js';

const mail = (content: string, root = '<mjml>'): string =>
  `${root}\n<mj-body>\n<mj-section><mj-column>\n<mj-text>${content}</mj-text>\n</mj-column></mj-section>\n</mj-body>\n</mjml>`;
const draft = (change: Partial<TemplateDraft>): TemplateDraft => ({
  name: 'own',
  channel: 'EMAIL',
  locale: 'en',
  subject: 'Hello',
  text: 'Hi {{contact}}',
  html: '',
  ...change,
});

test('a mail of MJML is made once and rendered like any other: variables, blocks and names in isolation (M-02, M-04)', async () => {
  const mjml = mail('<p>Dear {{contact}}</p>{{#each riders}}<p>{{product}}</p>{{/each}}<a href="{{payLink}}">Pay</a>');
  const made = await withHtml(draft({ mjml }), MAIL_TEXT);
  expect(made.faults).toEqual([]);
  const riders = [{ product: 'A & B' }, { product: 'תוכנה' }];
  const { html } = compileTemplate(made.draft, MAIL_TEXT).whole(
    { contact: 'Ada <x>', payLink: 'https://x.example/p', riders } as never,
    [],
  );
  expect(html).toContain('<p>Dear <bdi>Ada &lt;x&gt;</bdi></p>');
  expect(html).toContain('<bdi>A &amp; B</bdi>');
  expect(html).toContain('<bdi>תוכנה</bdi>');
  expect(html).toContain('<html lang="en" dir="ltr"');
});

test('a language that is read from the right begins at the right (M-04)', async () => {
  const made = await compileMjml(mail('{{contact}}'), 'ar-EG');
  const html = made.ok ? made.value : '';
  expect(html).toContain('<html lang="ar-EG" dir="rtl"');
  expect(html).toContain('text-align:right');
  expect(html).not.toMatch(/direction:ltr|text-align:left|align="left"/);
  expect(['ar', 'he-IL', 'az-Arab-IR', 'ur'].map(directionOf)).toEqual(['rtl', 'rtl', 'rtl', 'rtl']);
  expect(['en', 'zh-Hant-TW', 'ku-Latn', ''].map(directionOf)).toEqual(['ltr', 'ltr', 'ltr', 'ltr']);
});

test('a source that says language and direction itself keeps them, and no font is fetched', async () => {
  const own = await compileMjml(
    mail(
      'x',
      '<mjml lang="he" dir="rtl"><mj-head><mj-attributes><mj-all font-family="Roboto" /></mj-attributes></mj-head>',
    ),
    'en',
  );
  expect(own.ok && own.value).toContain('<html lang="he" dir="rtl"');
  expect(own.ok && own.value).not.toContain('googleapis');
});

test.each<[string, Partial<TemplateDraft>, string]>([
  ['a name that is none', { mjml: mail('{{nobody}}') }, 'unknown_variable line 4: nobody is not a known variable'],
  [
    'an element that is none',
    { mjml: mail('<p>x</p>').replace('mj-column', 'mj-colum') },
    'syntax line 3: mj-colum is no',
  ],
  ['no MJML', { mjml: '<p>hello' }, 'syntax line 1: '],
  [
    'a file of ours',
    { mjml: mail('x').replace('<mj-section>', '<mj-include path="/etc/passwd" /><mj-section>') },
    'syntax line 3: mj-include',
  ],
  ['HTML beside it', { mjml: mail('x'), html: '<p>x</p>' }, 'not_allowed the HTML is made of the MJML'],
])('refuses %s, by the line of the source (M-02)', async (_name, change, expected) => {
  const { faults } = await withHtml(draft(change), MAIL_TEXT);
  expect(faults.map(({ field, rule, message }) => `${field} ${rule} ${message}`)).toEqual([
    expect.stringContaining(`template.mjml ${expected}`),
  ]);
});

test('a text without HTML has no MJML, and one without MJML stays as it is', async () => {
  const task = draft({ channel: 'TASK', mjml: mail('x') });
  expect((await withHtml(task, TASK_TEXT)).faults).toMatchObject([{ field: 'template.mjml', rule: 'unknown_field' }]);
  const plain = draft({ html: '<p>x</p>' });
  expect(await withHtml(plain, MAIL_TEXT)).toEqual({ draft: { ...plain, mjml: null }, faults: [] });
});
