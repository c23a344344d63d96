import {
  RefusedRow,
  type ImportCsvResponse,
  type ImportSummary,
} from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';

/** What one message lists at most, far below the 4 MiB that a gRPC message has: the answer must never be lost. */
const MOST = { rows: 5_000, bytes: 2 * 1024 * 1024 };

/** The first refused rows of a file, for the answer that is one message. */
export class CsvAnswer {
  readonly #listed: RefusedRow[] = [];
  #bytes = 0;

  add(refused: readonly RefusedRow[]): void {
    for (const row of refused) {
      this.#bytes += RefusedRow.encode(row).finish().length;
      if (this.#listed.length >= MOST.rows || this.#bytes > MOST.bytes) return;
      this.#listed.push(row);
    }
  }

  of({ rows, taken, unchanged, stale, refused, encoding, preview }: ImportSummary): ImportCsvResponse {
    const refusedNotListed = refused - this.#listed.length;
    return { rows, taken, unchanged, stale, refused: this.#listed, refusedNotListed, encoding, preview };
  }
}
