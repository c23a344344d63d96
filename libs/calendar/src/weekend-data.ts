/**
 * Countries whose weekend is not Saturday and Sunday, as ISO days of the week (Monday 1). From the weekend data of CLDR
 * 48.0 (supplemental/weekData, as ICU 78.2 gives it: `new Intl.Locale('und-SA').getWeekInfo().weekend`), taken on
 * 2026-11-30; weekend.spec.ts holds it against the running Node's where that has the same CLDR. Governments move
 * weekends (the Emirates did in 2022): a change is a new date here. Kept as data, since Node's differs by version.
 */
const CLDR: Readonly<Record<string, readonly number[]>> = {
  AF: [4, 5],
  BH: [5, 6],
  DZ: [5, 6],
  EG: [5, 6],
  IL: [5, 6],
  IN: [7],
  IQ: [5, 6],
  IR: [5],
  JO: [5, 6],
  KW: [5, 6],
  LY: [5, 6],
  OM: [5, 6],
  QA: [5, 6],
  SA: [5, 6],
  SD: [5, 6],
  SY: [5, 6],
  UG: [7],
  YE: [5, 6],
};

/** What CLDR 48 does not have: offices of Bangladesh and the Maldives rest on Friday and Saturday. */
const BESIDE_CLDR: Readonly<Record<string, readonly number[]>> = {
  BD: [5, 6],
  MV: [5, 6],
};

/** The release of CLDR that the data was taken from. */
export const WEEKEND_DATA_VERSION = '48.0';

export const WEEKENDS_OF_CLDR = CLDR;
export const WEEKENDS: Readonly<Record<string, readonly number[]>> = { ...CLDR, ...BESIDE_CLDR };
