import { parseArgs } from 'node:util';
import { HOWS, type Fault } from './fault.js';
import { describeFault, type PageProvider } from './page.js';

export const HELP = `Breaks and mends the fake providers that run on this machine, to see what the system does about it.

  npm run provider -- list
  npm run provider -- break <provider> [--how <how>]
  npm run provider -- mend <provider>
  npm run provider -- reply <message id> <text>
  npm run provider -- confirm wecom [<message id>]
  npm run provider -- staff wecom <what they do>

<how> is one of
  refuse                     nobody listens (this one, when nothing is said)
  hang                       takes the request and never answers
  drop                       takes the message, and the connection breaks before the answer
  status --status 500        answers with that status of HTTP and takes nothing
  code --code <code>         refuses with a code of its own, such as isv.AMOUNT_NOT_ENOUGH
  slow --ms 3000             works, and needs that long
  flap --up 2 --down 3       so many requests well, so many with 503, and again
  throttle --retry-after 60  wants fewer calls; without --retry-after it does not say for how long

<what they do>: confirm (so it begins), never, or confirm what then reaches nobody: not-friend, capped. A message of
WeCom to a customer waits until a colleague confirms it; the second command does so for one, or for all that wait.

The fakes are those of the system that runs on this machine, found by running.json in PERENNIAL_DATA (default .perennial/);
--url <address of their page> names others.`;

export interface CommandAnswer {
  readonly code: number;
  readonly text: string;
}

const OPTIONS = {
  how: { type: 'string' },
  status: { type: 'string' },
  code: { type: 'string' },
  ms: { type: 'string' },
  up: { type: 'string' },
  down: { type: 'string' },
  'retry-after': { type: 'string' },
  url: { type: 'string' },
  help: { type: 'boolean' },
} as const;

const wrong = (text: string): CommandAnswer => ({ code: 2, text });

/** @param running address of the fakes that were found; undefined: none were. */
export async function runProviderCommand(args: readonly string[], running: string | undefined): Promise<CommandAnswer> {
  const parsed = read(args);
  if ('text' in parsed) return parsed;
  const {
    values,
    positionals: [command, name, ...rest],
  } = parsed;
  if (command === undefined || command === 'help' || values.help) return { code: 0, text: HELP };
  const url = values.url ?? running;
  if (url === undefined)
    return wrong(`no fake providers run here: npm start brings them, or --url says where they are.\n\n${HELP}`);
  const control = new Control(url.replace(/\/$/, ''));
  try {
    if (command === 'list' && name === undefined) return await list(control);
    if (command === 'mend' && name !== undefined && rest.length === 0) {
      await control.call('DELETE', `/providers/${name}/fault`);
      return { code: 0, text: `${name} is well again` };
    }
    if (command === 'break' && name !== undefined && rest.length === 0) {
      const fault = (await control.call('PUT', `/providers/${name}/fault`, faultOf(values))) as Fault;
      return { code: 0, text: `${name} is broken: ${describeFault(fault)}. npm run provider -- mend ${name} mends it` };
    }
    if (command === 'reply' && name !== undefined && rest.length > 0) return await reply(control, name, rest.join(' '));
    if (command === 'confirm' && name !== undefined && rest.length <= 1) return await confirm(control, name, rest[0]);
    if (command === 'staff' && name !== undefined && rest.length === 1) {
      await control.call('PUT', `/providers/${name}/staff`, { staff: rest[0] });
      return { code: 0, text: `what waits for a colleague at ${name} from now on: ${rest[0]}` };
    }
    return wrong(`not understood: ${args.join(' ')}\n\n${HELP}`);
  } catch (error) {
    return wrong(`${url}: ${(error as Error).message}`);
  }
}

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  } catch (error) {
    return wrong(`${(error as Error).message}\n\n${HELP}`);
  }
}

async function list(control: Control): Promise<CommandAnswer> {
  const providers = (await control.call('GET', '/providers')) as readonly PageProvider[];
  const lines = providers.map(({ name, channel, fault, messages }) => {
    const state = fault ? `broken: ${describeFault(fault)}` : 'well';
    return `${name.padEnd(16)} ${channel.padEnd(8)} ${String(messages).padStart(5)} messages  ${state}`;
  });
  return { code: 0, text: [...lines, '', `messages: ${control.url}/`].join('\n') };
}

async function reply(control: Control, id: string, text: string): Promise<CommandAnswer> {
  const messages = (await control.call('GET', '/messages')) as readonly { id: string; provider: string }[];
  const message = messages.find((one) => one.id === id);
  if (!message) return { code: 1, text: 'there is no such message; the page of the fakes shows their ids' };
  await control.call('POST', `/providers/${message.provider}/reply`, { id, text });
  return { code: 0, text: `${message.provider} tells the system that ${id} was answered` };
}

async function confirm(control: Control, name: string, id: string | undefined): Promise<CommandAnswer> {
  const answer = await control.call('POST', `/providers/${name}/confirm`, id === undefined ? undefined : { id });
  const { confirmed } = answer as { confirmed: number };
  return { code: confirmed > 0 ? 0 : 1, text: `${confirmed} messages were confirmed by colleagues` };
}

interface Values {
  readonly how?: string | undefined;
  readonly status?: string | undefined;
  readonly code?: string | undefined;
  readonly ms?: string | undefined;
  readonly up?: string | undefined;
  readonly down?: string | undefined;
  readonly 'retry-after'?: string | undefined;
}

/** What the control port reads; it says what is wrong with it. */
function faultOf(values: Values): Record<string, unknown> {
  const how = values.how ?? 'refuse';
  if (!HOWS.some((known) => known === how)) throw new RangeError(`--how is one of ${HOWS.join(', ')}`);
  const seconds = values['retry-after'];
  const given = {
    status: number(values.status),
    code: values.code,
    ms: number(values.ms),
    up: number(values.up),
    down: number(values.down),
    retryAfterMs: seconds === undefined ? undefined : Number(seconds) * 1_000,
  };
  return { how, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
}

function number(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

/** The control port of running fakes. */
class Control {
  constructor(readonly url: string) {}

  /** @throws Error with what it says. */
  async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(`${this.url}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(5_000),
    });
    const value = (await answer.json()) as unknown;
    if (!answer.ok) throw new Error((value as { error?: string }).error ?? `HTTP ${answer.status}`);
    return value;
  }
}
