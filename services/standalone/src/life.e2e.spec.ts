import { addDays } from '@perennial/calendar/civil';
import { audit, violationsOf } from '@perennial/auditor/audit';
import { openSystem } from '@perennial/auditor/open-system';
import { DomainError } from '@perennial/kernel/violation';
import { TermState } from '@perennial/proto/gen/perennial/types/v1/types';
import { randomLife, type LifeEvent } from '../test/life.js';
import { RealLifeScene } from '../test/real-life-scene.js';

// Random lives of contracts, all on one system: records in any order and twice, payments whole, in parts and too much,
// reversals, people who cancel and re-open. At the end nobody is paid and dunned, and nobody runs and is forgotten.
// LIFE_SEED=<n> plays one life alone; LIVES=<n> plays fewer or more.
const START = '2024-07-01';
const ALONE = process.env['LIFE_SEED'];
const seeds = ALONE ? [Number(ALONE)] : Array.from({ length: Number(process.env['LIVES'] ?? '40') }, (_, n) => n + 1);
const lives = new Map(seeds.map((seed) => [`L${seed}`, randomLife(seed, START)]));
const contractIds = new Map<string, string>();
let scene: RealLifeScene;

async function play({ edges }: RealLifeScene, { name, what }: LifeEvent): Promise<void> {
  if (what.kind === 'record') {
    const [answer] = await edges.sync([what.record]);
    if (what.record.contract && answer?.id) contractIds.set(name, answer.id);
    return;
  }
  const live = (await edges.terms(contractIds.get(name) ?? '')).filter(({ voided }) => !voided).at(-1);
  if (!live) return;
  if (what.kind === 'pay') {
    const asked = (await edges.look(live.termId)).amount;
    const { currency, minor } = asked ?? live.amount ?? { currency: 'EUR', minor: 0n };
    const paid = (minor * BigInt(what.percent)) / 100n;
    if (paid > 0n) await edges.pay(live.termId, { currency, minor: paid }, what.event);
  } else if (what.kind === 'reverse') await edges.reverse(what.event);
  else await edges.decide(live.termId, what.kind);
}

for (let day = 0; day <= 110; day += 1) {
  const events = [...lives.values()].flatMap((life) => life.filter((event) => event.day === day));
  if (events.length > 0)
    RealLifeScene.at(`${addDays(START, day)}T06:00:00Z`, async (system) => {
      for (const event of events)
        await play(system, event).catch((error: Error) => {
          // What a person or a gateway may not do is refused with a reason; anything else is a fault of ours.
          if (!(error instanceof DomainError)) throw error;
        });
    });
}

beforeAll(async () => {
  scene = await RealLifeScene.play(`${addDays(START, 120)}T12:00:00Z`);
}, 240_000);
afterAll(async () => {
  await scene?.end();
});

const told = (name: string): string =>
  `${name}\n${(lives.get(name) ?? [])
    .map(
      ({ day, what }) =>
        `${addDays(START, day)} ${JSON.stringify(what, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))}`,
    )
    .join('\n')}`;

test('every act was answered', () => {
  expect(scene.faults).toEqual([]);
});

test('a contract has one live term, periods do not overlap, and none is paid and dunned (one-live-term, money-settles)', async () => {
  const today = addDays(START, 120);
  const broken: string[] = [];
  for (const [name, contractId] of contractIds) {
    const { terms, status } = await scene.edges.contract(contractId);
    const standing = terms.filter(({ voided }) => !voided);
    const fault = (what: string): number => broken.push(`${what}: ${told(name)}`);
    standing.forEach((term, n) => {
      const before = standing[n - 1];
      if (before && term.start <= before.lastDay) fault(`terms ${before.number} and ${term.number} overlap`);
    });
    if (standing.slice(0, -1).some(({ state }) => state === TermState.TERM_STATE_OPEN)) fault('two terms are live');
    const live = standing.at(-1);
    if (!live) fault('no live term');
    else if (live.state === TermState.TERM_STATE_OPEN && live.lastDay < today) fault('an open term lies in the past');
    else if (
      live.state === TermState.TERM_STATE_OPEN &&
      status === 'CONTRACT_STATUS_ACTIVE' &&
      !standing.some(({ start, lastDay }) => start <= today && today <= lastDay)
    )
      fault('it runs and no term covers today');
    else if (live.state === TermState.TERM_STATE_RENEWED && status === 'CONTRACT_STATUS_ACTIVE' && live.lastDay < today)
      fault('it runs and nobody knows until when');
    for (const term of standing) {
      const { closed } = await scene.edges.look(term.termId);
      if (closed && [TermState.TERM_STATE_OPEN, TermState.TERM_STATE_EXPIRED].includes(term.state))
        fault(`term ${term.number} is paid and open`);
    }
  }
  expect(broken).toEqual([]);
});

test('the auditor finds nothing broken', async () => {
  const { system, close } = await openSystem(scene.databases);
  const report = await audit(system);
  await close();
  expect(violationsOf(report)).toEqual([]);
});
