import type { RunningStandalone } from './start-standalone.js';

/** What a newcomer is told when everything serves. */
export function whatToTry({ ports, config }: RunningStandalone): string {
  const http = `http://127.0.0.1:${ports.http}`;
  const mails = config.SMTP_URL ?? config.HTTP_PROVIDER_URL ?? `http://127.0.0.1:${ports.catcherPage}`;
  const clock =
    config.PERENNIAL_CLOCK === 'sandbox'
      ? `
  walk the clock     curl -s -X POST ${http}/sandbox/clock -H 'content-type: application/json' -d '{"advance":"P7D"}'
  what time is it    curl -s ${http}/sandbox/clock`
      : '';
  return `
Perennial serves. Stop it with Ctrl-C; the data stay in ${config.PERENNIAL_DATA}.

  mails              ${mails}
  customers          curl -s '${http}/api/v1/customers?pageSize=3'
  reminders          curl -s '${http}/api/v1/reminders?state=PLANNED&pageSize=3'
  REST, described    ${http}/api/openapi.json${clock}
  gRPC               ${Object.entries(ports.grpc)
    .map(([name, port]) => `${name} ${port}`)
    .join(', ')} (reflection is on)
`;
}
