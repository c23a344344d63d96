import type {
  ImportFilesResponse,
  ImportPreview,
  ImportSummary,
  RefusedRow,
} from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';

/** What became of the files, line by line. */
export class Report {
  #refused = 0;
  #preview: ImportPreview | undefined;

  constructor(
    private readonly names: readonly string[],
    private readonly dryRun: boolean,
  ) {}

  /** @returns the lines of one answer: of refused rows one each, of a summary its own */
  lines({ file, refused, summary }: ImportFilesResponse): string[] {
    const name = this.names[file] ?? '';
    if (summary) {
      this.#refused += summary.refused;
      this.#preview = summary.preview;
      return [`${name}: ${this.#counts(summary)}`];
    }
    return refused?.rows.map((row) => `${name}: ${describe(row)}`) ?? [];
  }

  /** What there is to say at the end. */
  end(): string[] {
    if (!this.#preview) return [];
    const { waitingTerms, ended, within7Days, within30Days, within90Days } = this.#preview;
    return [
      `dry run: nothing was changed. Of the contracts above ${waitingTerms} terms wait for their renewal: ${ended} have ended and are in`,
      `their grace, ${within7Days} end within 7 days, ${within30Days} within 30, ${within90Days} within 90. The shipped policies begin 90 days before the end:`,
      `an import writes in the same minute to at most ${ended + within90Days} of them, and to none that end later.`,
    ];
  }

  /** 0 where every row was taken or known before, else 1. */
  get exitCode(): number {
    return this.#refused === 0 ? 0 : 1;
  }

  #counts({ rows, taken, unchanged, stale, refused, encoding }: ImportSummary): string {
    const would = this.dryRun ? 'would be ' : '';
    return `${rows} rows, read as ${encoding}: ${taken} ${would}taken, ${unchanged} unchanged, ${stale} stale, ${refused} refused`;
  }
}

function describe({ line, row, sourceId, violations }: RefusedRow): string {
  const faults = violations.map(({ field, rule, message }) => `${field} ${rule} (${message})`);
  return `line ${line}, row ${row}, source_id ${JSON.stringify(sourceId)} refused: ${faults.join('; ')}`;
}
