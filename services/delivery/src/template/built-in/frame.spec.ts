import { readFileSync, writeFileSync } from 'node:fs';
import { compileMjml } from '../compile-mjml.js';
import { BUILT_IN_TEMPLATES } from './built-in-templates.js';

const MADE = new URL('./frame.html', import.meta.url);
const source = readFileSync(new URL('./frame.mjml', import.meta.url), 'utf8');
const tight = (text: string): string => text.replaceAll(/>\s+(?=<|\{\{)/g, '>').replaceAll(/\}\}\s+</g, '}}<');
const MAILS = BUILT_IN_TEMPLATES.filter(({ channel }) => channel === 'EMAIL');

test('frame.html is what MJML makes of frame.mjml; UPDATE_FRAME=1 writes it anew', async () => {
  const made = await compileMjml(source, 'en');
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  if (process.env['UPDATE_FRAME']) writeFileSync(MADE, made.value);
  expect(readFileSync(MADE, 'utf8')).toBe(made.value);
});

test.each(MAILS.map((mail) => [`${mail.name} ${mail.locale}`, mail] as const))(
  'the HTML of %s is that of its MJML, dark and light, in lines that mail allows (M-02)',
  async (_name, { mjml, html, locale }) => {
    const made = await compileMjml(mjml ?? '', locale);
    // MJML leaves out what is blank between two tags.
    expect(made.ok && tight(made.value)).toBe(tight(html));
    expect(html).toContain('<meta name="color-scheme" content="light dark" />');
    expect(html).toContain('@media (prefers-color-scheme: dark)');
    expect(html).toContain(`<html lang="${locale}" dir="ltr"`);
    // Nothing is fetched when it is shown.
    expect(html).not.toMatch(/@import|<link|<img|googleapis/);
    expect(Math.max(...html.split('\n').map((line) => line.length))).toBeLessThan(800);
  },
);
