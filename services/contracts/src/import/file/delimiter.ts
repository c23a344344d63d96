/** What separates cells: by name where a name is handier than the character. */
const DELIMITERS: ReadonlyMap<string, string> = new Map([
  [',', ','],
  [';', ';'],
  ['\t', '\t'],
  ['comma', ','],
  ['semicolon', ';'],
  ['tab', '\t'],
]);

export const DELIMITER_NAMES = 'a comma, a semicolon or a tab (comma, semicolon, tab)';

export function declaredDelimiter(name: string): string | undefined {
  return DELIMITERS.get(name);
}

/** What Excel's own first line `sep=;` says; undefined for any other line. */
export function statedDelimiter(line: string): string | undefined {
  return /^"?sep=([,;\t])"?\s*$/i.exec(line)?.[1];
}

/** The separator by which a header row holds most of the known columns. */
export function delimiterOf(header: string, columns: ReadonlySet<string>): string {
  const known = (delimiter: string): number =>
    header.split(delimiter).filter((name) => columns.has(name.replaceAll('"', '').trim().toLowerCase())).length;
  return [',', ';', '\t'].reduce((best, delimiter) => (known(delimiter) > known(best) ? delimiter : best));
}
