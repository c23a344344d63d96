import { AUDITED } from './audited-service.js';
import { auditSystem, Unreadable, type AuditTarget } from './open-system.js';
import { reportText } from './report-text.js';
import { serve } from './serve.js';
import { findTarget, readCall, type Call } from './settings.js';

const HELP = `Checks what must always hold in the databases and topics of a system, and changes nothing.

  npm run audit-invariants [-- --provider-record accepted.jsonl]
  npm run audit-invariants -- --serve 9109

The system is the one that runs on this machine: \`npm start\` or \`npm run cluster\`, on whatever folder; of several,
PERENNIAL_DATA=<folder> says which. Any other deployment is told by the environment:

  ${AUDITED.map((service) => `${service.toUpperCase()}_DATABASE_URL`).join(', ')}
  KAFKA_BROKERS=host:port,… with KAFKA_TLS, KAFKA_SASL_MECHANISM, KAFKA_USERNAME and KAFKA_PASSWORD as the services have them,
  or EVENTS_DATABASE_URL for the log in PostgreSQL

A role that may only read is enough (pg_read_all_data); on Kafka READ and DESCRIBE on perennial.*, READ and DELETE on groups
perennial.reader.*.

--provider-record takes what the provider accepted, complete, one JSON object a line: {"key": "<idempotency key or Message-ID>",
"at": "<RFC 3339 or epoch ms>"}; lost, doubled, late and unknown messages are then found by its word and not by delivery's.
--serve audits every 30 s and serves perennial_invariant_violations{invariant="…"} at /metrics: what two audits in a row found, since
what is on its way looks broken for a moment. Once, it wants a system at rest: walk the sandbox clock to its target first.

Ends with 0 when every promise holds, 1 when one is broken, 2 when there is no verdict: bad arguments, or something cannot be read.`;

async function main(args: readonly string[]): Promise<number> {
  let call: Call;
  let target: AuditTarget | undefined;
  try {
    call = readCall(args);
    if (call.help) return say(HELP, 0);
    target = await findTarget(process.env, call.providerRecord);
  } catch (error) {
    return say(`${(error as Error).message}\n(--help says how)`, 2);
  }
  if (!target) return say(`no running system was found.\n\n${HELP}`, 2);
  if (call.serve !== undefined) return await serve(target, call.serve);
  try {
    const report = await auditSystem(target);
    process.stdout.write(reportText(report));
    return report.verdicts.every(({ violations }) => violations.length === 0) ? 0 : 1;
  } catch (error) {
    return say(error instanceof Unreadable ? error.message : `the audit broke off: ${(error as Error).message}`, 2);
  }
}

function say(text: string, code: number): number {
  (code === 0 ? process.stdout : process.stderr).write(`${text}\n`);
  return code;
}

process.exitCode = await main(process.argv.slice(2));
