import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import type { ImportOptions } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';

/** The kinds of file, in the order in which they are imported: what is pointed at first. */
export const KINDS = ['owners', 'customers', 'contacts', 'contracts', 'holds'];

export interface FileArgument {
  readonly kind: string;
  readonly path: string;
}

/** What the command line asks for. */
export interface Arguments {
  readonly files: readonly FileArgument[];
  readonly system: string;
  readonly options: ImportOptions;
  readonly address: string;
}

const FIRST_PORT = 50_051;

/** Reads a command line. @throws Error that says what is not understood @returns null where help is asked for */
export function readArguments(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Arguments | null {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      kind: { type: 'string' },
      system: { type: 'string', default: 'file' },
      encoding: { type: 'string', default: '' },
      profile: { type: 'string', default: '' },
      delimiter: { type: 'string', default: '' },
      sheet: { type: 'string', default: '' },
      'hold-until': { type: 'string' },
      'hold-reason': { type: 'string', default: '' },
      'dry-run': { type: 'boolean', default: false },
      address: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return null;
  if (positionals.length === 0) throw new Error('no file is named');
  const files = positionals.map((path) => ({ path, kind: values.kind ?? kindOf(path) }));
  const { encoding, profile, delimiter, sheet } = values;
  const until = values['hold-until'];
  const hold = until === undefined ? undefined : { until, reason: values['hold-reason'] };
  return {
    files: files.sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind)),
    system: values.system,
    options: { encoding, profile, delimiter, sheet, dryRun: values['dry-run'], hold },
    address: values.address ?? `127.0.0.1:${FIRST_PORT + Number(environment['PERENNIAL_PORT_OFFSET'] ?? 0)}`,
  };
}

/** The kind that a file's name holds, as customers-2024.csv does. */
function kindOf(path: string): string {
  const name = basename(path).toLowerCase();
  const kinds = KINDS.filter((kind) => name.includes(kind));
  if (kinds.length === 1) return kinds[0] as string;
  throw new Error(`${path}: its name holds none, or several, of ${KINDS.join(', ')}; --kind says what it is`);
}
