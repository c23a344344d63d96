const LONGEST = 35;

/**
 * The canonical form (BCP 47) of a locale as systems write it: `en_US`, `EN-us`, `de_DE.UTF-8` and `sr@latin` become
 * `en-US`, `de-DE` and `sr`. Null where it is not well-formed.
 */
export function canonicalLocale(text: string): string | null {
  const tag = text
    .trim()
    .replace(/[.@].*$/, '')
    .replaceAll('_', '-');
  if (tag === '' || tag.length > LONGEST || /^posix$/i.test(tag)) return null;
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? null;
  } catch {
    return null;
  }
}
