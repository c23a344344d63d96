import { judge } from '@perennial/auditor/judge';
import { auditSystem } from '@perennial/auditor/open-system';
import { repeatUntilAnswered } from './repeat-until-answered.js';
import type { Judged } from './judged.js';
import type { Stage } from './stage.js';

const AUDIT_MS = 120_000;

/** Audits a stage at rest against databases, topics, the provider's own record and the load's. */
export async function judgeStage(stage: Stage): Promise<Judged> {
  const provider = stage.provider.taken().map(({ idempotencyKey, at }) => ({ key: idempotencyKey, at }));
  const report = await repeatUntilAnswered(
    () => auditSystem({ databases: stage.cluster.databases, kafka: stage.cluster.brokers, provider }),
    { tryMs: AUDIT_MS },
  );
  const audited = judge(report);
  const unheard = unheardOf(stage, audited.uncertain);
  return {
    ...audited,
    lost: audited.lost + unheard.length,
    sentences: [...audited.sentences, ...unheard],
    accepted: report.accepted,
    deadLetters: report.deadLetters,
    ambiguous: await ambiguousCalls(stage),
  };
}

/** Customers who never paid and never heard of it, beyond those whose mail is uncertain. */
function unheardOf(stage: Stage, uncertain: number): string[] {
  const heard = new Set(stage.provider.taken().map(({ to }) => to));
  const unheard = [...stage.clients.silent].filter(([address, due]) => due <= stage.load.day && !heard.has(address));
  return unheard.length <= uncertain
    ? []
    : unheard.map(([address, due]) => `nothing-lost: ${address} has not heard of the end of the term until ${due}`);
}

async function ambiguousCalls(stage: Stage): Promise<string[]> {
  const rows = await stage
    .database('delivery')
    .query<{ detail: string | null; count: number }>(
      `select detail, count(*)::int as count from attempt where state = 'AMBIGUOUS' group by detail order by detail`,
      [],
    );
  return rows.map(({ detail, count }) => `${count} × ${detail ?? 'no reason'}`);
}
