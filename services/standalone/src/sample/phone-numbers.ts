/** How many numbers each country has: two for each account of the data set. */
const NUMBERS = 1_000;
/** Has no divisor in common with NUMBERS: neighbours get numbers that lie apart, and no two the same. */
const STRIDE = 617;
/** 555-0100 to 555-0199 are for fiction in every area code of North America: ten codes are a thousand numbers. */
const AREA_CODES = {
  US: ['212', '305', '312', '404', '415', '512', '617', '206', '303', '713'],
  CA: ['416', '514', '604', '403', '613', '204', '902', '306', '506', '519'],
} as const;

/**
 * For each country where a contact sits, numbers that no network will ever give to anybody: those that its regulator
 * keeps for films and books, else a form that the numbering plan leaves unused. Three digits tell them apart.
 */
const RANGES: Readonly<Record<string, (n: string) => string>> = {
  US: (n) => northAmerican(AREA_CODES.US, n),
  CA: (n) => northAmerican(AREA_CODES.CA, n),
  GB: (n) => `+442079460${n}`,
  DE: (n) => `+493023125${n}`,
  FR: (n) => `+33639980${n}`,
  AU: (n) => `+61255500${n}`,
  // No number of a subscriber begins with 0.
  IN: (n) => `+911100000${n}`,
  // No network has the prefix 154.
  CN: (n) => `+8615400000${n}`,
};

function northAmerican(codes: readonly string[], n: string): string {
  return `+1${codes[Number(n[0])]}55501${n.slice(1)}`;
}

/** The n-th number of a country, E.164; the same on every machine. */
export function phoneNumberOf(country: string, n: number): string {
  const range = RANGES[country];
  if (!range) throw new Error(`the sample has no numbers for ${country}`);
  if (n >= NUMBERS) throw new RangeError(`the sample has ${NUMBERS} numbers for each country`);
  return range(String((n * STRIDE) % NUMBERS).padStart(3, '0'));
}
