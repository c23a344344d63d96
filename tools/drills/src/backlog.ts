import { addMs, MINUTE } from '@perennial/kernel/instant';
import { dealsDueOn, nextStop, opening, recordsOf } from './deal.js';
import { repeatUntilAnswered } from './repeat-until-answered.js';
import type { Stage } from './stage.js';

/** A walk over a backlog takes minutes. */
export const BACKLOG_WALK_MS = 900_000;
const AT_ONCE = 2_000;
const PAYERS = 8;

/**
 * Imports contracts whose first reminders all fall due on the next stop, and walks to the minute before. @returns their
 * ids.
 */
export async function importBacklog(stage: Stage, name: string, count: number): Promise<string[]> {
  const deals = dealsDueOn(name, nextStop(stage.load.day), count);
  const contracts: string[] = [];
  for (let at = 0; at < count; at += AT_ONCE) {
    const ids = await repeatUntilAnswered(
      () => stage.cluster.edges.take(deals.slice(at, at + AT_ONCE).flatMap(recordsOf)),
      {
        tryMs: 60_000,
      },
    );
    contracts.push(...ids.filter((_, i) => i % 3 === 2));
  }
  stage.options.say(`${name}: ${count} contracts are imported`);
  await stage.walkTo(addMs(opening(nextStop(stage.load.day)), -MINUTE), BACKLOG_WALK_MS);
  return contracts;
}

/** Pays the open terms of these contracts, a few at a time. @returns them. */
export async function payOpenTerms(stage: Stage, contracts: readonly string[]): Promise<string[]> {
  const left = [...contracts];
  const paid: string[] = [];
  await Promise.all(
    Array.from({ length: PAYERS }, async () => {
      for (let contract = left.pop(); contract !== undefined; contract = left.pop()) {
        const id = contract;
        const term = (await repeatUntilAnswered(() => stage.cluster.edges.terms(id))).find(
          ({ state }) => state === 'TERM_STATE_OPEN',
        );
        if (!term) throw new Error(`contract ${id} has no open term`);
        await repeatUntilAnswered(() => stage.cluster.edges.payQuote(term.termId));
        paid.push(term.termId);
      }
    }),
  );
  return paid;
}
