import { segmentsOf } from './segments.js';

test.each<[string, string, string, number]>([
  ['nothing', '', 'GSM_7', 1],
  ['160 of the alphabet', 'a'.repeat(160), 'GSM_7', 1],
  ['161 of it: parts of 153', 'a'.repeat(161), 'GSM_7', 2],
  ['306', 'a'.repeat(306), 'GSM_7', 2],
  ['307', 'a'.repeat(307), 'GSM_7', 3],
  ['the extension table counts twice', '€'.repeat(80), 'GSM_7', 1],
  ['and is not cut by the end of a part', `${'a'.repeat(152)}€${'a'.repeat(152)}`, 'GSM_7', 3],
  ['every accented letter of GSM 03.38', 'èéùìòÇØøÅåÆæßÉÄÖÑÜäöñüà£¥§¿¡', 'GSM_7', 1],
  ['one other accent makes all of it UCS-2', `ê${'a'.repeat(70)}`, 'UCS_2', 2],
  ['70 Chinese characters', '约'.repeat(70), 'UCS_2', 1],
  ['71 of them: parts of 67', '约'.repeat(71), 'UCS_2', 2],
  ['134', '约'.repeat(134), 'UCS_2', 2],
  ['135', '约'.repeat(135), 'UCS_2', 3],
  ['a surrogate pair is not cut', `${'约'.repeat(66)}🌱${'约'.repeat(66)}`, 'UCS_2', 3],
])('%s', (_name, text, encoding, count) => {
  expect(segmentsOf(text)).toEqual({ encoding, count });
});

test('a provider that knows no GSM-7 is paid for UCS-2', () => {
  expect(segmentsOf('a'.repeat(71), 'UCS_2')).toEqual({ encoding: 'UCS_2', count: 2 });
});
