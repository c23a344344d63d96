/** A row's words in docs/words.md, and the words that say the same and are not used. */
export interface Words {
  readonly used: ReadonlySet<string>;
  readonly unused: ReadonlySet<string>;
}

/** A name that the house chose, and where it stands. */
export interface Name {
  readonly name: string;
  readonly at: string;
}

/** The words of a page of tables `| word | meaning | not |`; what stands in brackets is a remark. */
export function readWords(page: string): Words {
  const rows = page
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| word |'))
    .map((line) => line.split(' |').map((cell) => cell.replace(/^\|/, '').trim()));
  const aliases = rows.flatMap(([, , not = '']) => not.replace(/\(.*?\)/g, '').split(','));
  return {
    used: new Set(rows.flatMap(([word = '']) => partsOf(word))),
    // One of several words, as in "audit log", says nothing of either alone.
    unused: new Set(aliases.map(partsOf).flatMap((parts) => (parts.length === 1 ? parts : []))),
  };
}

/** The words of a name in snake, kebab or Pascal case, in the singular and lower case. */
export function partsOf(name: string): string[] {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((part) => part !== '')
    .map((part) => part.replace(/ies$/, 'y').replace(/(?<=[^su])s$/, ''));
}

/**
 * Sentences for names with a word that has no row, or that a row says not to use.
 * @param plain words that mean here what they mean everywhere.
 */
export function faultsOf(names: readonly Name[], { used, unused }: Words, plain: ReadonlySet<string>): string[] {
  return names.flatMap(({ name, at }) =>
    partsOf(name).flatMap((part) => {
      if (unused.has(part)) return [`${at}: ${name} holds ${part}, which docs/words.md says in another word`];
      return used.has(part) || plain.has(part)
        ? []
        : [`${at}: ${name} holds ${part}, which has no row in docs/words.md`];
    }),
  );
}
