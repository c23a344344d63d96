/** Languages that the pages of customers speak. */
export type Language = 'en' | 'zh';

/** That of the mail, which its link names; else the first of the browser's that we speak; else English. */
export function languageOf(lang: unknown, acceptLanguage: string | undefined): Language {
  const named = typeof lang === 'string' ? [lang] : [];
  for (const tag of [...named, ...preferred(acceptLanguage ?? '')]) {
    const language = tag.trim().toLowerCase().split(/[-_]/)[0];
    if (language === 'en' || language === 'zh') return language;
  }
  return 'en';
}

/** Tags of Accept-Language, best first; those of weight 0 are not wanted. */
function preferred(header: string): string[] {
  return header
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', weight] = part.split(/;\s*q=/i);
      return { tag, weight: weight === undefined ? 1 : Number(weight) || 0 };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag);
}
