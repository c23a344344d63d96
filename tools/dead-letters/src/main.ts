import { parseArgs } from 'node:util';
import { describeLog, locateLog, openLog, openLogReader, type LogLocation } from '@perennial/events/log-location';
import { findRunningSystem } from '@perennial/events/running-system';
import { DeadLetterBook, type LetterPlace } from '@perennial/events/dead-letters/dead-letter-book';

const HELP = `Dead letters: events that a consumer group could never handle, kept with their bytes and the reason.

  npm run dead-letters -- list [--group <group>]
  npm run dead-letters -- show <topic> <partition> <offset>
  npm run dead-letters -- replay <topic> <partition> <offset>

replay appends the event to its topic again, once what refused it was mended. Groups that have handled it drop it; the letter stays.

The event log is that of KAFKA_BROKERS (with KAFKA_TLS, KAFKA_SASL_MECHANISM, KAFKA_USERNAME and KAFKA_PASSWORD as the services have
them) or EVENT_LOG_URL; without them that of the system that runs on this machine, found by running.json in PERENNIAL_DATA (default
.perennial/, then .perennial-cluster/).`;

const APPLICATION = 'dead-letters';
const report = (error: unknown): void => void process.stderr.write(`${String(error)}\n`);

async function main(args: readonly string[]): Promise<number> {
  try {
    const {
      values,
      positionals: [command, ...rest],
    } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { group: { type: 'string' }, help: { type: 'boolean' } },
    });
    if (!command || command === 'help' || values.help) return say(HELP, 0);
    const location = locateLog(process.env, findRunningSystem(process.env), APPLICATION);
    if (!location) return say(`no event log was found.\n\n${HELP}`, 2);
    return await run(location, command, rest, values.group).catch((error: unknown) =>
      say(`${describeLog(location)}: ${(error as Error).message}`, 2),
    );
  } catch (error) {
    return say((error as Error).message, 2);
  }
}

async function run(
  location: LogLocation,
  command: string,
  rest: readonly string[],
  group: string | undefined,
): Promise<number> {
  const reader = openLogReader(location, APPLICATION, report);
  const book = new DeadLetterBook(reader);
  try {
    if (command === 'list' && rest.length === 0) {
      const lines = await book.list(group);
      return say([...lines, `${lines.length} dead letter(s) in ${describeLog(location)}`].join('\n'), 0);
    }
    const place = placeOf(rest);
    if (!place || !['show', 'replay'].includes(command))
      return say(`not understood: ${[command, ...rest].join(' ')}\n\n${HELP}`, 2);
    const answer = command === 'show' ? await book.show(place) : await replay(location, book, place);
    return answer === undefined ? say('no such dead letter; `list` shows them', 1) : say(answer, 0);
  } finally {
    await reader.close();
  }
}

async function replay(location: LogLocation, book: DeadLetterBook, place: LetterPlace): Promise<string | undefined> {
  const log = openLog(location, APPLICATION, () => performance.now(), report);
  try {
    const letter = await book.replay(place, log);
    return (
      letter &&
      `appended to ${letter.topic} again: ${letter.headers['ce_type'] ?? 'an event without a type'} ${letter.headers['ce_id'] ?? ''}, which ${letter.group} refused: ${letter.reason}`
    );
  } finally {
    await log.close();
  }
}

function placeOf([topic, partition, offset, ...more]: readonly string[]): LetterPlace | undefined {
  if (!topic || !/^\d{1,9}$/.test(partition ?? '') || !/^\d{1,18}$/.test(offset ?? '') || more.length > 0)
    return undefined;
  return { topic, partition: Number(partition), offset: BigInt(offset as string) };
}

function say(text: string, code: number): number {
  (code === 0 ? process.stdout : process.stderr).write(`${text}\n`);
  return code;
}

process.exitCode = await main(process.argv.slice(2));
