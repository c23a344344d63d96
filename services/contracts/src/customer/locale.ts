const LONGEST = 35;

/** What stands between a language and its script or region where the language is one of a group: `zh-yue-HK`. */
const EXTENDED = /(?<=^[a-z]{2,3})(-[a-z]{3}){1,3}(?=-|$)/i;
/** Tags that BCP 47 has beside languages, and the placeholder for one that nobody can tell. */
const NO_LANGUAGE = /^[ix]-/i;
const UNDETERMINED = 'und';

/**
 * The canonical form (BCP 47) of a locale as systems write it: `en_US`, `EN-us`, `de_DE.UTF-8` and `sr@latin` become
 * `en-US`, `de-DE` and `sr`. Extended languages (`zh-yue-HK`) are those of their group (`zh-HK`), in which there may be
 * a text; tags that name no language (`x-acme`, `i-klingon`) are undetermined, `und`. Null where it is not well-formed.
 */
export function canonicalLocale(text: string): string | null {
  const tag = text
    .trim()
    .replace(/[.@].*$/, '')
    .replaceAll('_', '-')
    .replace(EXTENDED, '');
  if (tag === '' || tag.length > LONGEST || /^posix$/i.test(tag)) return null;
  if (NO_LANGUAGE.test(tag)) return /^[ix](-[a-z\d]{1,8})+$/i.test(tag) ? UNDETERMINED : null;
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? null;
  } catch {
    return null;
  }
}
