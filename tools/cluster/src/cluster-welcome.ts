import type { Cluster } from './cluster.js';

/** What is said when everything is ready: where to find what. */
export function clusterWelcome(
  cluster: Cluster,
  dataDir: string,
  more: { readonly clock: 'sandbox' | 'system'; readonly mails: string | undefined },
): string {
  const http = `http://127.0.0.1:${cluster.ports.http()}`;
  const rows = cluster.processes.map(
    ({ name, replica, grpcAddress, opsUrl, pid }) =>
      `  ${`${name}.${replica}`.padEnd(16)} ${String(pid).padEnd(8)} ${grpcAddress.padEnd(18)} ${opsUrl}`,
  );
  const walk =
    more.clock === 'sandbox'
      ? `\n  walk the clock     curl -s -X POST ${http}/sandbox/clock -H 'content-type: application/json' -d '{"advance":"P7D"}'`
      : '';
  const kcat = cluster.brokers
    ? `\n  read a topic       kcat -b ${cluster.brokers} -C -e -t perennial.reminders -f '%h %s\\n'`
    : '';
  return `
The cluster serves. Stop it with Ctrl-C; the data stay in ${dataDir}.

  process          pid      gRPC               ops (/healthz /readyz /metrics)
${rows.join('\n')}

  Kafka              ${cluster.brokers || 'none: the PostgreSQL event log'}
  PostgreSQL         127.0.0.1:${cluster.postgres.port}, a database and role for each service; URLs in running.json of the data folder
  look around        ${http}/
  mails              ${more.mails ?? `http://127.0.0.1:${cluster.ports.catcher.page}`}
  customers          curl -s '${http}/api/v1/customers?pageSize=3'
  REST, described    ${http}/api/openapi.json
  gRPC               grpcurl -plaintext -d '{"pageSize":3}' 127.0.0.1:${cluster.ports.grpc('scheduling')} perennial.scheduling.v1.ReminderService/ListReminders${walk}${kcat}
  the auditor        npm run audit-invariants
`;
}
