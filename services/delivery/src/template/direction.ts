/** Languages whose scripts are written from the right to the left, where the tag names no other script. */
const FROM_THE_RIGHT = new Set(['ar', 'ckb', 'dv', 'fa', 'he', 'ks', 'ku', 'ps', 'sd', 'ug', 'ur', 'yi']);
const SCRIPTS = new Set(['Arab', 'Hebr', 'Thaa', 'Syrc', 'Nkoo', 'Adlm', 'Rohg']);

/** Whether a text in this language begins at the right. @param locale BCP 47 */
export function directionOf(locale: string): 'ltr' | 'rtl' {
  const [language = '', ...rest] = locale.split('-');
  const script = rest.find((subtag) => /^[A-Z][a-z]{3}$/.test(subtag));
  if (script) return SCRIPTS.has(script) ? 'rtl' : 'ltr';
  return FROM_THE_RIGHT.has(language) ? 'rtl' : 'ltr';
}
