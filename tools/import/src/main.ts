import { accessSync, constants } from 'node:fs';
import { ErpSyncServiceService } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { grpcClient } from '@perennial/service/grpc/client';
import { readArguments, type Arguments } from './read-arguments.js';
import { Report } from './report.js';
import { sendFiles } from './send-files.js';

const HELP = `Imports files, CSV or XLSX, into a running system.

  npm run import -- customers.csv contacts.csv contracts.csv

Files go in the order owners, customers, contacts, contracts, holds, whichever they are named in. What a file is of is in its name, or:
  --kind <kind>          owners, customers, contacts, contracts or holds
  --system <name>        where the rows are from (default file); source ids are unique within it
  --encoding <name>      utf-8, utf-16le, utf-16be, gb18030 or windows-1252; without it a mark, UTF-8, or GB18030 where that is certain
  --profile <name>       how dates and amounts are written: excel-cn, excel-de, excel-fr, excel-gb or excel-us
  --delimiter <name>     comma, semicolon or tab; without it what the header is separated by
  --sheet <name>         the sheet of an XLSX file; without it the first
  --hold-until <date>    puts the customers on hold up to that day, so that nothing is told to them; --hold-reason says why
  --dry-run              tells what would become of every row, and changes nothing
  --address <host:port>  of contracts' gRPC (default 127.0.0.1:50051, moved by PERENNIAL_PORT_OFFSET)

Prints each refused row with its line, field and rule, and a line for each file. Ends with 0 where every row was taken or known before,
with 1 where rows were refused, with 2 where a file could not be read. Importing a file again is safe. docs/import.md tells the rest.`;

/** How often a long import says how far it has come. */
const PROGRESS_MS = 2_000;

async function main(args: readonly string[]): Promise<number> {
  let read: Arguments | null;
  try {
    read = readArguments(args, process.env);
    for (const { path } of read?.files ?? []) accessSync(path, constants.R_OK);
  } catch (error) {
    return complain(`${(error as Error).message}\n\n${HELP}`);
  }
  if (!read) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  const erp = grpcClient(ErpSyncServiceService, read.address);
  const report = new Report(
    read.files.map(({ path }) => path),
    read.options.dryRun,
  );
  try {
    let told = performance.now();
    for await (const answer of sendFiles(erp, read)) {
      for (const line of report.lines(answer)) process.stdout.write(`${line}\n`);
      if (!answer.progress || performance.now() - told < PROGRESS_MS) continue;
      told = performance.now();
      process.stderr.write(`${read.files[answer.file]?.path}: ${answer.progress.rows} rows\n`);
    }
    for (const line of report.end()) process.stdout.write(`${line}\n`);
    return report.exitCode;
  } catch (error) {
    return complain(
      `${(error as Error).message}\nrows that were told about before this have been decided; the rest has not`,
    );
  } finally {
    erp.close();
  }
}

function complain(message: string): number {
  process.stderr.write(`${message}\n`);
  return 2;
}

process.exitCode = await main(process.argv.slice(2));
