import type { Batch } from './portfolio.js';
import type { Provider } from './provider/provider.js';
import type { BenchSystem } from './system/bench-system.js';

/** What one burst took. */
export interface Burst {
  /** Until the provider had the last message, and until everything was recorded and idle, s. */
  readonly accepted: number;
  readonly recorded: number;
  /** By part, ms. */
  readonly cpu: Readonly<Record<string, number>>;
  readonly statements: Readonly<Record<string, number>>;
}

/** The clock jumps to where `count` reminders fall due. @throws Error when the provider did not take just as many. */
export async function burst(
  system: BenchSystem,
  provider: Provider,
  count: number,
  { due, done }: Batch,
): Promise<Burst> {
  const [had, before] = [await provider.accepted(), await spent(system, provider)];
  const began = Date.now();
  await system.walkTo(due);
  await system.walkTo(done);
  const recorded = (Date.now() - began) / 1_000;
  const taken = (await provider.accepted()) - had;
  if (taken !== count) throw new Error(`${count} were due and ${taken} were accepted`);
  const after = await spent(system, provider);
  return {
    accepted: ((await provider.reached(had + count)) - began) / 1_000,
    recorded,
    cpu: difference(before.cpu, after.cpu),
    statements: difference(before.statements, after.statements),
  };
}

async function spent(system: BenchSystem, provider: Provider): Promise<Pick<Burst, 'cpu' | 'statements'>> {
  const { user, system: kernel } = process.cpuUsage();
  return {
    cpu: { ...system.cpu(), sink: provider.cpu(), driver: (user + kernel) / 1_000 },
    statements: await system.statements(),
  };
}

function difference(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
): Record<string, number> {
  return Object.fromEntries(Object.entries(after).map(([name, value]) => [name, value - (before[name] ?? 0)]));
}
