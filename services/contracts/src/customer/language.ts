/**
 * The language in which a customer is written to who states none: the first official one by number of speakers in the
 * country (likely subtags of CLDR 48, 2025-10), with the region where its script is another than the language's usual.
 * Delivery has texts for some of them and falls back to English.
 */
const BY_LANGUAGE = `
af NA, ak GH, am ET, ar AE BH DZ EG EH IQ JO KM KW LB LY MA MR OM PS QA SA SD SS SY TD TN YE, az AZ, bg BG, bi VU, bm
ML, bn BD, bs BA, ca AD, cs CZ, da DK, de AT CH DE LI, dv MV, dz BT, el CY GR, en AG AI AQ AU BB BM BS BW BZ CA CK CX
DM FJ FK FM GB GD GG GI GM GS GU GY HM IE IM IO JE JM KI KN KY LC LR MH MP MS MW NF NG NR NU NZ PN SB SG SH SL SX SZ
TC TT UM US VC VG VI ZA ZM, es AR BO CL CO CR CU DO EC ES GQ GT HN MX NI PA PE PR SV UY VE, et EE, fa AF IR, fi FI,
fil PH, fo FO, fr BF BJ BL CD CG CI CM DJ FR GA GF GN GP LU MC MF MQ MU NC PF PM RE SC TF TG WF YT, gn PY, ha NE, he
IL, hi IN, hr HR, ht HT, hu HU, hy AM, id ID, is IS, it IT SM VA, ja JP, ka GE, kl GL, km KH, ko KP KR, ky KG, lo LA,
lt LT, lv LV, mg MG, mk MK, mn MN, ms BN CC MY, mt MT, my MM, nb BV NO SJ, ne NP, nl AW BE NL SR, pap BQ CW, pau PW,
pl PL, pt AO BR CV GW MZ PT ST TL, rn BI, ro MD RO, ru BY KZ RU, rw RW, sg CF, si LK, sk SK, sl SI, sm AS WS, sn ZW,
so SO, sq AL, sr ME RS, st LS, sv AX SE, sw KE TZ UG, tg TJ, th TH, ti ER, tk TM, tkl TK, to TO, tpi PG, tr TR, tvl
TV, uk UA, ur PK, uz UZ, vi VN, wo SN, zh CN, zh-HK HK, zh-MO MO, zh-TW TW`;

const FALLBACK = 'en';

const languageByCountry = new Map(
  BY_LANGUAGE.trim()
    .split(',')
    .map((entry) => entry.trim().split(/\s+/))
    .flatMap(([language = FALLBACK, ...countries]) => countries.map((country) => [country, language] as const)),
);

/** `zh` of CN, `zh-TW` of TW, `de` of AT. @param country ISO 3166-1 alpha-2, upper case */
export function languageOf(country: string): string {
  return languageByCountry.get(country) ?? FALLBACK;
}
