/** The alphabet of GSM 03.38, one septet a character. */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Its extension table: an escape and a character, two septets that stay together. */
const EXTENDED = new Set('\f^{}\\[~]|€');

export type Encoding = 'GSM_7' | 'UCS_2';

/** How a text travels, and in how many parts: that many are paid. */
export interface Segments {
  readonly encoding: Encoding;
  readonly count: number;
}

/** Units of a text that goes alone, and of each part of one that does not: six bytes of it say which part it is. */
const ROOM: Readonly<Record<Encoding, { readonly alone: number; readonly part: number }>> = {
  GSM_7: { alone: 160, part: 153 },
  UCS_2: { alone: 70, part: 67 },
};

/**
 * The segments of a text: GSM-7 where each of its characters is in that alphabet, else UCS-2. The end of a part cuts no
 * character in two. @param always the encoding that a provider uses whatever the text is.
 */
export function segmentsOf(text: string, always?: Encoding): Segments {
  const characters = [...text];
  const gsm = characters.every((character) => BASIC.has(character) || EXTENDED.has(character));
  const encoding = always ?? (gsm ? 'GSM_7' : 'UCS_2');
  const unitsOf = (character: string): number =>
    encoding === 'UCS_2' ? character.length : EXTENDED.has(character) ? 2 : 1;
  const { alone, part } = ROOM[encoding];
  const units = characters.map(unitsOf);
  if (units.reduce((sum, one) => sum + one, 0) <= alone) return { encoding, count: 1 };
  let count = 1;
  let filled = 0;
  for (const one of units) {
    if (filled + one > part) {
      count += 1;
      filled = 0;
    }
    filled += one;
  }
  return { encoding, count };
}
