import type { AuditReport } from '@perennial/auditor/audit';
import { auditSystem } from '@perennial/auditor/open-system';
import type { ProviderRecord } from '@perennial/auditor/provider-record';
import type { Cluster } from './cluster.js';

/** The auditor's report on a cluster that has nothing to do. @param provider what the provider accepted, complete */
export async function auditCluster(
  { databases, brokers }: Cluster,
  provider?: readonly ProviderRecord[],
): Promise<AuditReport> {
  return await auditSystem({ databases, kafka: brokers, provider });
}
