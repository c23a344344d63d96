import { createHash } from 'node:crypto';
import { violation, type FieldViolation } from '@perennial/kernel/violation';

/**
 * What a file has said of each source id and version, so that one that contradicts itself is told so instead of
 * "unchanged".
 */
export class CsvRepeats {
  readonly #seen = new Map<string, { readonly row: number; readonly content: string }>();

  /**
   * @returns the violation of a row that gives a known source id and version other content; the same content again is
   * none.
   */
  check(row: number, sourceId: string, version: string, cells: readonly string[]): FieldViolation[] {
    const key = JSON.stringify([sourceId, version]);
    const content = createHash('sha256').update(JSON.stringify(cells)).digest('base64');
    const first = this.#seen.get(key);
    if (!first) this.#seen.set(key, { row, content });
    if (!first || first.content === content) return [];
    return [
      violation('source_id', 'duplicate_id', `row ${first.row} has the same source_id and version with other content`),
    ];
  }
}
