import { relative, resolve } from 'node:path';
import { SERVICE_NAMES, type PortPlan } from './port-plan.js';
import type { RunningStandalone } from './start-standalone.js';

/** What a newcomer is told when everything serves. Every command works as it is pasted. */
export function whatToTry({ ports, config }: Pick<RunningStandalone, 'ports' | 'config'>): string {
  const http = `http://127.0.0.1:${ports.http}`;
  const elsewhere = config.SMTP_URL ?? config.HTTP_PROVIDER_URL;
  const data = resolve(config.PERENNIAL_DATA);
  return `
Perennial serves. Stop it with Ctrl-C.

  look around        ${http}/
  mails              ${elsewhere ?? `http://127.0.0.1:${ports.catcherPage}/`}
${config.PROVIDERS_FILE === undefined ? `  all messages       http://127.0.0.1:${ports.fakes.control}/\n` : ''}  REST, described    ${http}/api/openapi.json
  the data           ${data}

  service            gRPC (reflection)  health and metrics: /healthz /readyz /metrics
${services(ports)}

In another terminal:
${[
  ...(config.PERENNIAL_CLOCK === 'sandbox' ? clockCommands(http) : []),
  ...(elsewhere ? [] : mailCommands(http, `http://127.0.0.1:${ports.catcherPage}`)),
  ...importCommand(http),
  ...(config.PROVIDERS_FILE === undefined ? providerCommands(http) : []),
]
  .map(([what, command]) => `\n  # ${what}\n  ${command}\n`)
  .join('')}
To start afresh: stop it, then rm -rf ${shortest(data)}
`;
}

type Command = readonly [what: string, command: string];

function clockCommands(http: string): Command[] {
  return [
    [
      'walk the clock a week',
      `curl -s -X POST ${http}/sandbox/clock -H 'content-type: application/json' -d '{"advance":"P7D"}'`,
    ],
    ['what time it is, and how far a walk has come', `curl -s ${http}/sandbox/clock`],
  ];
}

/** Of the newest mail. */
function mailCommands(http: string, catcher: string): Command[] {
  const mail = `curl -s '${catcher}/api/email?sort=desc&limit=1'`;
  const reminder = `${mail} | grep -o '"perennial-reminder":"[0-9a-f-]*' | cut -d'"' -f4`;
  return [
    ['the newest mail, after a walk', `printf '%b\\n' "$(${mail} | grep -o '"text":"[^"]*' | cut -c9-)"`],
    [
      'the newest pay link',
      `${mail.replace('limit=1', 'limit=200')} | grep -o 'http[^"\\ ]*/pay/[^"\\ ]*' | head -n 1`,
    ],
    ['why its reminder was sent', `curl -s "${http}/api/v1/reminders/$(${reminder})/why"`],
  ];
}

function importCommand(http: string): Command[] {
  const rows = 'source_id,name,country,since\\n1,Example Ltd,DE,2023-07-10\\n';
  const send = `curl -s --data-binary @- -H 'content-type: text/csv' '${http}/api/v1/imports/customers?system=mine'`;
  return [['import your own customers; README.md, "Your own data", has the other files', `printf '${rows}' | ${send}`]];
}

function providerCommands(http: string): Command[] {
  return [
    ['break the provider of text messages for China; then walk on', 'npm run provider -- break sms-aliyun'],
    ['what failed, and what was done instead', `curl -s '${http}/api/v1/exceptions?pageSize=3'`],
    ['mend it; -- --help has other ways to break', 'npm run provider -- mend sms-aliyun'],
  ];
}

function services(ports: PortPlan): string {
  const row = (name: string, grpc: string, ops: number): string =>
    `  ${name.padEnd(18)} ${grpc.padEnd(18)} http://127.0.0.1:${ops}`;
  return [
    ...SERVICE_NAMES.map((name) => row(name, `127.0.0.1:${ports.grpc[name]}`, ports.ops[name])),
    row('console', '', ports.consoleOps),
  ].join('\n');
}

/** The folder as seen from here, where that is shorter. */
function shortest(folder: string): string {
  const near = relative(process.cwd(), folder);
  return near !== '' && near.length < folder.length ? near : folder;
}
