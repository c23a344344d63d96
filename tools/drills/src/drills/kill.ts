import type { OwnerName } from '@perennial/cluster/cluster-ports';
import type { Drill } from '../drill.js';
import { killAtEach } from '../kill-at-each.js';

const around = (...names: string[]): string[] =>
  names.flatMap((name) => [`${name}.before-commit`, `${name}.after-commit`]);
const RELAY = ['relay.before-publish', 'relay.after-publish'];

/** Every boundary between a commit, an acknowledgement and a publication in the main job. */
export const BOUNDARIES: Readonly<Record<OwnerName, readonly string[]>> = {
  contracts: [
    ...around('contracts.import', 'contracts.wave', 'contracts.advance-terms'),
    'contracts.before-ack',
    ...RELAY,
  ],
  scheduling: [
    ...around('scheduling.wave', 'scheduling.close.wave', 'scheduling.plan-terms', 'scheduling.release-due'),
    'scheduling.before-ack',
    'scheduling.close.before-ack',
    ...RELAY,
  ],
  delivery: [
    ...around('delivery.wave', 'delivery.fence.wave', 'delivery.attempt', 'delivery.result', 'delivery.sweep-closed'),
    'delivery.before-ack',
    'delivery.fence.before-ack',
    ...RELAY,
  ],
  payments: [...around('payments.record', 'payments.wave'), 'payments.before-ack', ...RELAY],
};

/** @param boundaries at which each service dies, one after the other; the services do so side by side. */
export function killAt(boundaries: Partial<Readonly<Record<OwnerName, readonly string[]>>>): Drill {
  const chains = Object.entries(boundaries) as [OwnerName, readonly string[]][];
  return {
    name: 'kill',
    about:
      'kill -9 of each service at each commit, acknowledge and publish boundary, started again at once: nothing lost, doubled or late to silence, caught up within 15 s each',
    async run(stage) {
      await Promise.all(chains.map(([name, failpoints]) => killAtEach(stage, name, failpoints)));
      stage.ledger.notes.push(`${chains.reduce((sum, [, failpoints]) => sum + failpoints.length, 0)} kills`);
    },
  };
}

export const kill = killAt(BOUNDARIES);
