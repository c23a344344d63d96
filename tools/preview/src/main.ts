import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { TemplateServiceService } from '@perennial/proto/gen/perennial/delivery/v1/delivery';
import { grpcClient, unary } from '@perennial/service/grpc/client';
import { readArguments, type Arguments } from './read-arguments.js';
import { showPreview } from './show-preview.js';

const HELP = `Shows a text of a running system as customers would get it: on terms that are open now, several at once, with the longest names and
with names that are read from the right. It sends nothing.

  npm run preview -- reminder
  npm run preview -- last-warning --channel sms --locale zh
  npm run preview -- own --subject 'Hello {{contact}}' --mjml own.mjml --text own.txt --out /tmp/own

  --channel <channel>    email (unless told otherwise), sms, wecom or task
  --locale <locale>      instead of the language of each reader
  --term <id>            facts of this term, up to ten times
  --subject, --text <file>, --html <file> or --mjml <file>
                         a text that is not saved yet
  --out <folder>         writes the HTML of mails there
  --address <host:port>  of delivery's gRPC (default 127.0.0.1:50054, moved by PERENNIAL_PORT_OFFSET)

Names what a text asks for and a term lacks; of a text message its parts, and under which code each provider has it registered.`;

const DEADLINE_MS = 10_000;

async function main(args: readonly string[]): Promise<number> {
  let read: Arguments | null;
  try {
    read = readArguments(args, process.env);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${HELP}\n`);
    return 2;
  }
  if (!read) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  const { request, out, address } = read;
  const templates = grpcClient(TemplateServiceService, address);
  try {
    const { previews } = await unary(templates, 'previewTemplate', request, DEADLINE_MS);
    if (out !== null) mkdirSync(out, { recursive: true });
    for (const [n, preview] of previews.entries()) {
      const file = out === null || preview.html === '' ? undefined : resolve(join(out, `${request.name}-${n}.html`));
      if (file !== undefined) writeFileSync(file, preview.html);
      process.stdout.write(`${showPreview(preview, file)}\n`);
    }
    return 0;
  } catch (error) {
    process.stderr.write(`${address}: ${(error as Error).message}\n`);
    return 1;
  } finally {
    templates.close();
  }
}

process.exitCode = await main(process.argv.slice(2));
