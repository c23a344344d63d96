/**
 * Text of a one-dimensional SQL array of texts, numbers, bigints, booleans and nulls, as PostgreSQL reads it; undefined
 * where something else is in it, which the driver then writes itself. Batches send arrays of hundreds, and the driver
 * runs two regular expressions for each element.
 */
export function arrayText(values: readonly unknown[]): string | undefined {
  let text = '{';
  let separator = '';
  for (const value of values) {
    text += separator;
    separator = ',';
    if (typeof value === 'string')
      text += `"${value.includes('"') || value.includes('\\') ? value.replace(/["\\]/g, '\\$&') : value}"`;
    else if (value === null || value === undefined) text += 'NULL';
    else if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
      text += String(value);
    else return undefined;
  }
  return `${text}}`;
}
