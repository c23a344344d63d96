import { TextFile } from './decode-text.js';
import type { Encoding } from './encoding.js';

/** 华为科技 and 王芳, as Excel in China writes them. */
const HUAWEI = Buffer.from([0xbb, 0xaa, 0xce, 0xaa, 0xbf, 0xc6, 0xbc, 0xbc]);
const WANG = Buffer.from([0xcd, 0xf5, 0xb7, 0xbc]);

function cut(bytes: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}

async function read(bytes: Buffer, declared?: Encoding, size = bytes.length || 1): Promise<[string, string]> {
  const file = new TextFile(declared);
  let text = '';
  async function* chunks(): AsyncGenerator<Buffer> {
    yield* cut(bytes, size);
  }
  for await (const piece of file.text(chunks())) text += piece;
  return [text, file.encoding];
}

function utf16(text: string, bigEndian: boolean): Buffer {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
}

describe('the encoding of a file (K01, review 21, M-03)', () => {
  const text = 'source_id,name\r\nK01,华为科技 🚀 "é"\r\n';

  it.each<[string, Buffer, string]>([
    ['UTF-8', Buffer.from(text), 'utf-8'],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`), 'utf-8'],
    ['UTF-16LE with a mark', utf16(text, false), 'utf-16le'],
    ['UTF-16BE with a mark', utf16(text, true), 'utf-16be'],
  ])('%s is read, wherever chunks are cut', async (_what, bytes, encoding) => {
    for (const size of [1, 2, 3, 5, 7, 1_000]) expect(await read(bytes, undefined, size)).toEqual([text, encoding]);
  });

  it.each<[string, Buffer, string]>([
    ['华为科技', HUAWEI, '华为科技'],
    ['王芳', WANG, '王芳'],
    ['北京', Buffer.from([0xb1, 0xb1, 0xbe, 0xa9]), '北京'],
  ])('GB18030 is found in %s, wherever chunks are cut', async (_what, name, decoded) => {
    const bytes = Buffer.concat([Buffer.from('source_id,name\nK01,'), name, Buffer.from(',CN\n')]);
    for (const size of [1, 2, 3, 21, 1_000])
      expect(await read(bytes, undefined, size)).toEqual([`source_id,name\nK01,${decoded},CN\n`, 'gb18030']);
  });

  it('a file is found to be GB18030 by its first characters beyond ASCII, however late they come', async () => {
    const ascii = Buffer.from('x,plain\n'.repeat(40_000));
    const [decoded, encoding] = await read(Buffer.concat([ascii, HUAWEI]), undefined, 4_096);
    expect([decoded.slice(-4), encoding]).toEqual(['华为科技', 'gb18030']);
  });

  it('UTF-8 of the languages of Europe is UTF-8', async () => {
    const names = 'Müller, Größe, Łódź, Москва, Ελλάδα, ½ · é';
    expect(await read(Buffer.from(names))).toEqual([names, 'utf-8']);
  });

  it.each<[string, number[]]>([
    ['Latin 1: Müller Größe', [0x4d, 0xfc, 0x6c, 0x6c, 0x65, 0x72, 0x20, 0x47, 0x72, 0xf6, 0xdf, 0x65]],
    ['Cyrillic in Windows 1251: Москва', [0xcc, 0xee, 0xf1, 0xea, 0xe2, 0xe0]],
    ['Cyrillic capitals: АО ЛУКОЙЛ', [0xc0, 0xce, 0x20, 0xcb, 0xd3, 0xca, 0xce, 0xc9, 0xcb]],
    ['Korean in EUC-KR: 삼성전자', [0xbb, 0xef, 0xbc, 0xba, 0xc0, 0xfc, 0xc0, 0xda]],
    ['Japanese in EUC-JP: トヨタ', [0xa5, 0xc8, 0xa5, 0xe8, 0xa5, 0xbf]],
    ['Finnish capitals: PÄÄKKÖNEN', [0x50, 0xc4, 0xc4, 0x4b, 0x4b, 0xd6, 0x4e, 0x45, 0x4e]],
    ['Portuguese capitals: AÇÃO, AÇÕES', [0x41, 0xc7, 0xc3, 0x4f, 0x2c, 0x41, 0xc7, 0xd5, 0x45, 0x53]],
    ['Windows 1252: L’Oréal – Zürich', [0x4c, 0x92, 0x4f, 0x72, 0xe9, 0x20, 0x96, 0x20, 0x5a, 0xfc, 0x72]],
    ['a GB18030 character cut off', [...HUAWEI, 0xbb, 0x0a]],
  ])('%s is never taken for GB18030: its bytes come out as U+FFFD, its lines stay', async (_what, bytes) => {
    const [decoded, encoding] = await read(Buffer.from([0x61, 0x0a, ...bytes, 0x0a, 0x62]));
    expect(encoding).toBe('utf-8');
    expect(decoded).toMatch(/^a\n.*\ufffd[^]*\nb$/);
  });

  it('a declared encoding is believed, and bytes that it does not have cost no line', async () => {
    expect(await read(Buffer.from([0x4d, 0xfc, 0x6c]), 'windows-1252')).toEqual(['Mül', 'windows-1252']);
    const [decoded] = await read(Buffer.from([0x61, 0xff, 0x0a, 0x62, 0x2c, 0xbb, 0x0a, 0x63]), 'gb18030');
    expect(decoded).toBe('a\ufffd\nb,\ufffd\nc');
  });

  it.each<[string, Buffer, string]>([
    ['UTF-16 without a mark', Buffer.from('ab', 'utf16le'), 'UTF-16 without a mark'],
    ['UTF-16BE without a mark', Buffer.from('ab', 'utf16le').swap16(), 'UTF-16 without a mark'],
    ['what is Latin in UTF-8 and Chinese in GB18030', Buffer.from([0xc2, 0xbd, 0xc2, 0xb7]), 'UTF-8 or GB18030'],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), 'UTF-32'],
  ])('%s is refused by its name', async (_what, bytes, name) => {
    await expect(read(bytes)).rejects.toMatchObject({
      violations: [{ field: 'encoding', rule: 'encoding', message: expect.stringContaining(name) }],
    });
  });
});
