import { violation } from '@perennial/kernel/violation';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import { invalidFile } from './header.js';

/** The most that one part may unpack to; the zip library holds a part to the size that it states. */
const MOST = { sheet: 256 * 1024 * 1024, other: 64 * 1024 * 1024 };

/** Formats of Excel's own that show a date. */
const DATES = (id: number): boolean =>
  (id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);

/** What a sheet's cells refer to. */
export interface Workbook {
  readonly strings: readonly string[];
  /** Whether a cell of this style shows a date. */
  readonly dateStyles: readonly boolean[];
  /** Days are counted from 1904, as old Macs do. */
  readonly from1904: boolean;
  /** The XML of the sheet, piece by piece. */
  sheet(): AsyncGenerator<string>;
}

/** @param sheet name of the sheet; empty = the first @throws DomainError INVALID_CSV for what is no workbook */
export async function openWorkbook(bytes: Buffer, sheet: string): Promise<Workbook> {
  const zip = await fromBufferPromise(bytes, { lazyEntries: true });
  const parts = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) parts.set(entry.fileName.replace(/^\//, ''), entry);
  const sheets: { readonly name: string; readonly id: string }[] = [];
  let from1904 = false;
  await readXml(zip, parts.get('xl/workbook.xml'), ({ name, attributes }) => {
    if (bare(name) === 'sheet') sheets.push({ name: attributes['name'] ?? '', id: attributes['r:id'] ?? '' });
    if (bare(name) === 'workbookPr') from1904 = ['1', 'true'].includes(attributes['date1904'] ?? '');
  });
  const targets = new Map<string, string>();
  await readXml(zip, parts.get('xl/_rels/workbook.xml.rels'), ({ attributes }) =>
    targets.set(attributes['Id'] ?? '', (attributes['Target'] ?? '').replace(/^\/xl\//, '')),
  );
  const chosen = sheet === '' ? sheets[0] : sheets.find(({ name }) => name === sheet);
  const part = parts.get(`xl/${targets.get(chosen?.id ?? '') ?? ''}`);
  if (!part) {
    const names = sheets.map(({ name }) => name.slice(0, 60)).join(', ');
    throw invalidFile([violation('sheet', 'unknown_value', `the workbook has the sheets ${names || '(none)'}`)]);
  }
  return {
    strings: await readStrings(zip, parts.get('xl/sharedStrings.xml')),
    dateStyles: await readDateStyles(zip, parts.get('xl/styles.xml')),
    from1904,
    sheet: () => textOf(zip, part, MOST.sheet),
  };
}

/** A tag's name without its prefix. */
export function bare(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** Excel writes what XML has no character for as _x000D_. */
export function unescaped(text: string): string {
  return text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

async function readStrings(zip: ZipFile, part: Entry | undefined): Promise<string[]> {
  const strings: string[] = [];
  let [text, inText, phonetic] = ['', false, false];
  await readXml(
    zip,
    part,
    ({ name }) => {
      if (bare(name) === 'si') text = '';
      if (bare(name) === 'rPh') phonetic = true;
      inText = bare(name) === 't' && !phonetic;
    },
    ({ name }) => {
      if (bare(name) === 'si') strings.push(unescaped(text));
      if (bare(name) === 'rPh') phonetic = false;
      inText = false;
    },
    (piece) => {
      if (inText) text += piece;
    },
  );
  return strings;
}

async function readDateStyles(zip: ZipFile, part: Entry | undefined): Promise<boolean[]> {
  const custom = new Map<number, boolean>();
  const styles: boolean[] = [];
  let inCells = false;
  await readXml(
    zip,
    part,
    ({ name, attributes }) => {
      const id = Number(attributes['numFmtId'] ?? 0);
      if (bare(name) === 'numFmt') custom.set(id, showsDate(attributes['formatCode'] ?? ''));
      if (bare(name) === 'cellXfs') inCells = true;
      if (bare(name) === 'xf' && inCells) styles.push(custom.get(id) ?? DATES(id));
    },
    ({ name }) => {
      if (bare(name) === 'cellXfs') inCells = false;
    },
  );
  return styles;
}

/** A format shows a date where it has a year or a day outside of quoted text, colours and conditions. */
function showsDate(format: string): boolean {
  return /[yd年日]/i.test(format.replaceAll(/"[^"]*"|\[[^\]]*\]|\\./g, ''));
}

async function readXml(
  zip: ZipFile,
  part: Entry | undefined,
  opened: (tag: SaxesTagPlain) => void,
  closed: (tag: SaxesTagPlain) => void = () => undefined,
  text: (piece: string) => void = () => undefined,
): Promise<void> {
  if (!part) return;
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', opened);
  parser.on('closetag', closed);
  parser.on('text', text);
  for await (const piece of textOf(zip, part, MOST.other)) parser.write(piece);
  parser.close();
}

async function* textOf(zip: ZipFile, part: Entry, most: number): AsyncGenerator<string> {
  if (part.uncompressedSize > most)
    throw invalidFile([
      violation(
        'chunk',
        'too_large',
        `${part.fileName.slice(0, 60)} unpacks to more than ${most} bytes; save it as CSV`,
      ),
    ]);
  const stream = await zip.openReadStreamPromise(part);
  stream.setEncoding('utf8');
  for await (const piece of stream) yield piece as string;
}
