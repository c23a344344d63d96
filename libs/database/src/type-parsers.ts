import pg from 'pg';
import { instantOfTimestamptz } from './timestamptz-text.js';

type Parser = (text: string) => unknown;

const driverParser = pg.types.getTypeParser as (oid: number, format?: 'text' | 'binary') => Parser;
const textArray = driverParser(1009) as (text: string) => (string | null)[];
const arrayOf =
  (parse: Parser): Parser =>
  (text) =>
    textArray(text).map((item) => (item === null ? null : parse(item)));
const asText: Parser = (text) => text;

const parsers: Readonly<Record<number, Parser>> = {
  20: BigInt, // int8
  1016: arrayOf(BigInt),
  1184: instantOfTimestamptz, // timestamptz
  1185: arrayOf(instantOfTimestamptz),
  1082: asText, // date
  1182: textArray,
  1114: asText, // timestamp without zone: not an instant, so never a Date in this machine's zone
  1115: textArray,
};

/** Type parsers of our pools only; the driver's process-wide registry is left alone. See the table in `Sql.query`. */
export const typeParsers: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && parsers[oid]) || driverParser(oid, format)) as pg.CustomTypesConfig['getTypeParser'],
};
