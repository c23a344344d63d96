import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Preview } from '@perennial/proto/gen/perennial/delivery/v1/delivery';
import { readArguments } from './read-arguments.js';
import { showPreview } from './show-preview.js';

const preview = (change: Partial<Preview> = {}): Preview => ({
  kind: 'TERM',
  termId: 't-1',
  customerId: 'c-1',
  locale: 'en',
  version: 4,
  subject: 'Please renew',
  text: 'Dear Ada,\n\nplease renew.\n',
  html: '<p>x</p>',
  missing: [],
  encoding: '',
  segments: 0,
  registered: [],
  ...change,
});

test('a preview says on what, in which language, what is missing, and shows the text (M-03)', () => {
  expect(showPreview(preview({ missing: ['amount', 'payLink'] }), '/tmp/reminder-0.html')).toBe(
    '== a term that is open (t-1), en, version 4\nmissing: amount, payLink\nHTML: /tmp/reminder-0.html\n\nPlease renew\n\nDear Ada,\n\nplease renew.\n',
  );
});

test('a text message says its parts, and where it is registered and where not', () => {
  const registered = [
    { provider: 'sms-a', code: 'SMS_1', reason: '' },
    { provider: 'sms-b', code: '', reason: 'TEMPLATE_NOT_REGISTERED: reminder en' },
  ];
  const text = showPreview(preview({ subject: '', segments: 2, encoding: 'UCS_2', registered }), undefined);
  expect(text).toContain(
    '2 parts in UCS-2\nsms-a: registered as SMS_1\nsms-b: TEMPLATE_NOT_REGISTERED: reminder en\n\nDear',
  );
});

test('a saved text is named, one that is not saved is read from files, and what is not understood is told', () => {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-preview-'));
  const file = join(folder, 'own.mjml');
  writeFileSync(file, '<mjml></mjml>');
  expect(readArguments(['reminder', '--channel', 'sms'], { PERENNIAL_PORT_OFFSET: '100' })).toMatchObject({
    request: { name: 'reminder', channel: 'CHANNEL_SMS', locale: '', template: undefined },
    address: '127.0.0.1:50154',
  });
  expect(readArguments(['own', '--subject', 'Hi', '--mjml', file, '--text', file], {})?.request.template).toMatchObject(
    {
      name: 'own',
      locale: 'en',
      subject: 'Hi',
      mjml: '<mjml></mjml>',
    },
  );
  expect(readArguments(['--help'], {})).toBeNull();
  expect(() => readArguments([], {})).toThrow('one text is named');
  expect(() => readArguments(['x', '--channel', 'fax'], {})).toThrow('--channel is one of email, sms, wecom, task');
  rmSync(folder, { recursive: true });
});
