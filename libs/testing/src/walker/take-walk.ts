import { parseInstant, type Instant } from '@perennial/kernel/instant';
import type { Participant } from '@perennial/service/sandbox/walker';
import type { Edges } from '../system/edges.js';
import { walkTo } from '../system/in-process.js';
import type { Cast } from './journal.js';
import { PLACES, portfolioRounds, ZONES } from './portfolio.js';
import { STORY, type Deed } from './story.js';

/** Fourteen months with 29 February, every change of clocks that the zones still know, and two turns of the year. */
export const START = '2027-12-01T00:00:00Z';
export const END = '2029-01-31T00:00:00Z';

/** What a walk needs of the system that it leads through the months; its sandbox clock stands at START. */
export interface WalkedSystem {
  readonly edges: Edges;
  readonly participants: readonly Participant[];
}

/**
 * Enters the portfolio, lets the story happen and walks on to the end. @param onStop told of each instant that was
 * stopped at.
 */
export async function takeWalk(
  { edges, participants }: WalkedSystem,
  onStop: (now: Instant) => void = () => undefined,
): Promise<Cast> {
  const ids: Record<string, string> = {};
  const walk = (to: Instant): Promise<void> => walkTo(participants, to, { onStop });
  for (const round of portfolioRounds()) {
    const taken = await edges.take(Object.values(round));
    Object.keys(round).forEach((name, i) => (ids[name] = taken[i] as string));
    await walk(at(START));
  }
  for (const happening of STORY) {
    await walk(happening.at);
    await perform(edges, ids, happening.deed);
  }
  await walk(at(END));
  return {
    names: Object.fromEntries(Object.entries(ids).map(([name, id]) => [id, name])),
    zones: Object.fromEntries(PLACES.map((place) => [ids[place] as string, ZONES[place]])),
  };
}

async function perform(edges: Edges, ids: Readonly<Record<string, string>>, deed: Deed): Promise<void> {
  if (deed.does === 'reverse') {
    await edges.reverse(deed.payment);
  } else if (deed.does === 'report') {
    await edges.take([deed.record]);
  } else {
    const term = (await edges.terms(ids[deed.name] as string)).find(({ lastDay }) => lastDay === deed.lastDay);
    if (!term?.amount) throw new Error(`${deed.name} has no term that ends on ${deed.lastDay}`);
    if (deed.amount === undefined) await edges.payQuote(term.termId, deed.payment);
    else await edges.pay(term.termId, { currency: term.amount.currency, minor: deed.amount }, deed.payment);
  }
}

function at(text: string): Instant {
  const parsed = parseInstant(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}
