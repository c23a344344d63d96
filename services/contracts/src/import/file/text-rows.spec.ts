import type { FileOptions } from './file-options.js';
import { TextRows } from './text-rows.js';

const OPTIONS: FileOptions = {
  kind: 'customer',
  system: 'csv',
  encoding: undefined,
  profile: undefined,
  delimiter: undefined,
  sheet: '',
  hold: undefined,
};
type Told = [line: number, ...cells: unknown[]];

/** Rows as line and cells; of a fault the line and its rule. */
async function rows(text: string, size = text.length || 1, options: Partial<FileOptions> = {}): Promise<Told[]> {
  const told: Told[] = [];
  async function* chunks(): AsyncGenerator<Buffer> {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  for await (const some of new TextRows({ ...OPTIONS, ...options }).read(chunks()))
    for (const { line, cells, fault } of some) told.push(fault ? [line, fault.rule] : [line, ...cells]);
  return told;
}

describe('rows of a text file (K02)', () => {
  it('quotes, doubled quotes, separators and line breaks in them, empty cells', async () => {
    const text = 'a,b\n"x, ""y""",\n"two\r\nlines",z\n,\n"",""\nlast,"one"';
    for (const size of [1, 3, 1_000])
      expect(await rows(text, size)).toEqual([
        [1, 'a', 'b'],
        [2, 'x, "y"', ''],
        [3, 'two\nlines', 'z'],
        [7, 'last', 'one'],
      ]);
  });

  it.each([
    ['an inch mark in the middle of a cell', 'A2,Pizza 12" GmbH,DE'],
    ['an inch mark at the end of a cell', 'A2,Pizza 12",DE'],
    ['quotes as MySQL writes them', 'A2,"Acme \\"X\\" Ltd",DE'],
    ['text behind a quote', 'A2,"Acme" Ltd,DE'],
    ['a quote that opens and never closes', 'A2,"Acme,DE'],
    ['a quote that opens at the end', 'A2,Acme,"'],
  ])('%s costs its row alone', async (_what, bad) => {
    const text = `id,name,country\nA1,Good One,DE\n${bad}\nA3,Good Two,DE\n"A4","Good ""3""",DE\n`;
    for (const size of [1, 7, 1_000])
      expect(await rows(text, size)).toEqual([
        [1, 'id', 'name', 'country'],
        [2, 'A1', 'Good One', 'DE'],
        [3, 'malformed'],
        [4, 'A3', 'Good Two', 'DE'],
        [5, 'A4', 'Good "3"', 'DE'],
      ]);
  });

  it.each(['"A2', 'A2,"Acme', 'A2,"Acme\n', 'A2,Acme,"', '"'])(
    'a quote that is open where the file ends, %j, costs its row alone',
    async (last) => {
      const good = [
        [1, 'id', 'name', 'country'],
        [2, 'A1', 'Good One', 'DE'],
      ];
      for (const size of [1, 7, 1_000])
        expect(await rows(`id,name,country\nA1,Good One,DE\n${last}`, size)).toEqual([...good, [3, 'malformed']]);
    },
  );

  it('an open quote in the first of 100,000 rows costs that row, and little time', async () => {
    const lines = Array.from({ length: 100_000 }, (_, i) => `${i},Company ${i}`);
    const told = await rows(`id,name\nbad,"open\n${lines.join('\n')}\n`, 60_000);
    expect([told.length, told[1], told.at(-1)]).toEqual([
      100_002,
      [2, 'malformed'],
      [100_002, '99999', 'Company 99999'],
    ]);
  });

  it('a line longer than a row may be is refused and not kept', async () => {
    expect(await rows(`a,b\n${'x'.repeat(300_000)}\r\ny,z\r\n`, 1_000)).toEqual([
      [1, 'a', 'b'],
      [2, 'too_long'],
      [3, 'y', 'z'],
    ]);
  });

  it('line ends of three kinds in one file, and chunks that cut them (seen beside them)', async () => {
    for (const size of [1, 2, 3, 4, 5])
      expect(await rows('a,b\r\nc,d\ne,f\r\n\r\ng,h\ri,j', size)).toEqual([
        [1, 'a', 'b'],
        [2, 'c', 'd'],
        [3, 'e', 'f'],
        [5, 'g', 'h'],
        [6, 'i', 'j'],
      ]);
  });

  it('rows of separators alone are none (seen beside them)', async () => {
    expect(await rows('a,b,,\nc,d,,\n,,,\n  ,\n')).toEqual([
      [1, 'a', 'b', '', ''],
      [2, 'c', 'd', '', ''],
    ]);
  });

  it.each<[string, string, Partial<FileOptions>]>([
    ['a semicolon file by its header', 'Source_ID;name\n1;x,y\n', {}],
    ['a tab file by its header', '"source_id"\tname\n1\tx,y\n', {}],
    ['what the line sep= says', 'sep=;\nsource_id;name\n1;x,y\n', {}],
    ['a tab that the line sep= says', 'sep=\t\nsource_id\tname\n1\tx,y\n', {}],
    ['what is declared', 'q;p\n1;x,y\n', { delimiter: ';' }],
  ])('%s', async (_what, text, options) => {
    expect((await rows(text, 2, options)).at(-1)?.slice(1)).toEqual(['1', 'x,y']);
  });

  it('no chunk boundary changes a row', async () => {
    const text = 'source_id,name\n"a""b",é"\n"c,\r\nd",x\n\n"open,\r\ne,f\r\n"g","h"\n';
    const whole = await rows(text);
    for (let size = 1; size < text.length; size += 1) expect(await rows(text, size)).toEqual(whole);
  });
});
