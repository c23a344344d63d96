import type { AuditReport } from '../auditor/audit.js';
import { auditSystem } from '../auditor/open-system.js';
import type { ProviderRecord } from '../auditor/provider-record.js';
import type { Cluster } from './cluster.js';

/** The auditor's report on a cluster that has nothing to do. @param provider what the provider accepted, complete */
export async function auditCluster(
  { databases, brokers }: Cluster,
  provider?: readonly ProviderRecord[],
): Promise<AuditReport> {
  return await auditSystem({ databases, kafka: brokers, provider });
}
