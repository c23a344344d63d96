import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Database } from '@perennial/database/database';
import type { Instant } from '@perennial/kernel/instant';
import type { DeadLetterBody } from '../consumer/dead-letter.js';

const HELP = `Dead letters: events that a consumer group could never handle, kept with their bytes and the reason.

  npm run dead-letters -- list [--group <group>]
  npm run dead-letters -- show <topic> <partition> <offset>

EVENT_LOG_URL names the event log's database; without it the one of a running \`npm start\` is found under PERENNIAL_DATA (default .perennial/).`;

interface Row {
  topic: string; partition: number; record_offset: bigint; value: Buffer; appended_at: Instant;
}

async function main([command, ...rest]: string[], url: string | undefined): Promise<number> {
  if (!command || command === 'help' || command === '--help') return say(HELP, 0);
  if (!url) return say('no event log was found.\n\n' + HELP, 2);
  const database = new Database({ url, applicationName: 'dead-letters', poolSize: 1, onPoolError: (error) => process.stderr.write(`${error.message}\n`) });
  try {
    if (command === 'list') return await list(database, rest[0] === '--group' ? rest[1] : undefined);
    if (command === 'show' && rest.length === 3) return await show(database, rest as [string, string, string]);
    return say(`unknown command: ${[command, ...rest].join(' ')}\n\n${HELP}`, 2);
  } finally {
    await database.close();
  }
}

async function list(database: Database, group: string | undefined): Promise<number> {
  const rows = await database.query<Row>(
    `select topic, partition, record_offset, value, appended_at from log_record
     where starts_with(topic, 'perennial.dlq.') and ($1::text is null or topic = 'perennial.dlq.' || $1) order by appended_at, topic, partition, record_offset`,
    [group ?? null],
  );
  for (const row of rows) {
    const body = JSON.parse(row.value.toString('utf8')) as DeadLetterBody;
    say(`${new Date(row.appended_at).toISOString()}  ${row.topic} ${row.partition} ${row.record_offset}  ${body.headers['ce_type'] ?? '?'}  ${body.reason}`, 0);
  }
  return say(`${rows.length} dead letter(s)`, 0);
}

async function show(database: Database, [topic, partition, offset]: [string, string, string]): Promise<number> {
  const [row] = await database.query<Row>(
    `select topic, partition, record_offset, value, appended_at from log_record where topic = $1 and partition = $2::int and record_offset = $3::bigint`,
    [topic, partition, offset],
  );
  if (!row) return say('no such dead letter; `list` shows them', 1);
  const body = JSON.parse(row.value.toString('utf8')) as DeadLetterBody;
  return say(JSON.stringify({ ...body, text: Buffer.from(body.value, 'base64').toString('utf8') }, null, 2), 0);
}

function say(text: string, code: number): number {
  (code === 0 ? process.stdout : process.stderr).write(`${text}\n`);
  return code;
}

function runningLog(): string | undefined {
  const file = join(resolve(process.env['PERENNIAL_DATA'] ?? '.perennial'), 'running.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { databases: { events: string } }).databases.events : undefined;
}

process.exitCode = await main(process.argv.slice(2), process.env['EVENT_LOG_URL'] ?? runningLog());
