import { createHash } from 'node:crypto';
import { violation, type FieldViolation } from '@perennial/kernel/violation';
import type { Cell } from './file-row.js';

/** Rows of one file: as many as a sheet of Excel has. */
export const MAX_ROWS = 1_048_576;

/**
 * What a file has said of each source id and version, so that one that contradicts itself is told so instead of
 * "unchanged". Kept as digests in tables that double: 16 bytes a place, at most 64 bytes a row, and 32 MiB for the
 * longest file. That two of a million ids share their 64 bits, which would refuse a good row, happens in one of 30
 * million such files.
 */
export class Repeats {
  #keys = new BigUint64Array(1_024);
  #rows = new Uint32Array(1_024);
  #contents = new Uint32Array(1_024);
  #count = 0;

  /**
   * @returns the violation of a row that gives a known source id and version other content; the same content again is
   * none.
   */
  check(row: number, sourceId: string, version: string, cells: readonly Cell[]): FieldViolation[] {
    const key = digest([sourceId, version]).readBigUInt64LE() || 1n;
    const content = digest(cells).readUInt32LE();
    const place = this.#place(key);
    if (this.#keys[place] === 0n) {
      this.#put(place, key, row, content);
      if (++this.#count * 2 > this.#keys.length) this.#grow();
      return [];
    }
    if (this.#contents[place] === content) return [];
    const first = this.#rows[place];
    return [
      violation('source_id', 'duplicate_id', `row ${first} has the same source_id and version with other content`),
    ];
  }

  #place(key: bigint): number {
    const mask = this.#keys.length - 1;
    let place = Number(BigInt.asUintN(32, key)) & mask;
    while (this.#keys[place] !== 0n && this.#keys[place] !== key) place = (place + 1) & mask;
    return place;
  }

  #put(place: number, key: bigint, row: number, content: number): void {
    this.#keys[place] = key;
    this.#rows[place] = row;
    this.#contents[place] = content;
  }

  #grow(): void {
    const [keys, rows, contents] = [this.#keys, this.#rows, this.#contents];
    [this.#keys, this.#rows] = [new BigUint64Array(keys.length * 2), new Uint32Array(keys.length * 2)];
    this.#contents = new Uint32Array(keys.length * 2);
    keys.forEach((key, at) => {
      if (key !== 0n) this.#put(this.#place(key), key, rows[at] ?? 0, contents[at] ?? 0);
    });
  }
}

function digest(of: readonly Cell[]): Buffer {
  return createHash('sha256').update(JSON.stringify(of)).digest();
}
