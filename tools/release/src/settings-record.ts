/** A setting as docs/settings.md tells it. */
export interface SettingRecord {
  readonly name: string;
  readonly default: string;
  readonly meaning: string;
}

/** Settings by the heading under which they stand. */
export type SettingsRecord = Readonly<Record<string, readonly SettingRecord[]>>;

const NAME = /`([A-Z][A-Z0-9_]+)`/g;

/**
 * The tables of docs/settings.md: a row for each name, also where several share one.
 * @param document the whole text of docs/settings.md.
 */
export function settingsRecord(document: string): SettingsRecord {
  const found: Record<string, SettingRecord[]> = {};
  let heading = '';
  for (const line of document.split('\n')) {
    heading = /^## (.*)$/.exec(line)?.[1] ?? heading;
    const [names, value, meaning] = line.startsWith('| `') ? cellsOf(line) : [];
    for (const [, name = ''] of (names ?? '').matchAll(NAME))
      (found[heading] ??= []).push({ name, default: value ?? '', meaning: meaning ?? '' });
  }
  return found;
}

function cellsOf(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}
