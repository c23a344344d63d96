import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePortOffset } from '@perennial/processes/free-offset';
import { StandaloneProcess } from '@perennial/testing/system/standalone-process';
import { dataFolder, removeFolder, unwatched, watched } from '../leavings.js';
import { TODAY } from '../portfolio.js';
import { cpuOf, cpuOfTree, residentMb } from '../process-cost.js';
import { openDatabase, statementsOf } from './inspect.js';
import { OWNERS, type BenchSystem, type SystemOptions } from './bench-system.js';
import { extraArguments } from './node-arguments.js';

const OPS = { contracts: 9101, scheduling: 9103, delivery: 9104, payments: 9105 } as const;

/** All services in one process, on a folder of its own. */
export async function openStandalone({
  environment,
  clock = 'sandbox',
  folder,
  nodeArguments = [],
}: SystemOptions): Promise<BenchSystem> {
  const dataDir = folder ?? dataFolder();
  const portOffset = await freePortOffset();
  const settings = {
    PERENNIAL_CLOCK: clock,
    PERENNIAL_SANDBOX_START: clock === 'sandbox' ? `${TODAY}T00:00:00Z` : '',
    LOG_LEVEL: 'error',
    ...environment,
  };
  const start = async (): Promise<StandaloneProcess> => {
    const started = await StandaloneProcess.start({
      nodeArguments: [...extraArguments(), ...nodeArguments],
      dataDir,
      portOffset,
      environment: settings,
    });
    watched(started.child.pid);
    return started;
  };
  let process = await start();
  const pid = (): number => process.child.pid as number;
  return {
    get edges() {
      return process.edges;
    },
    walkTo: (to) => process.walkTo(to),
    database: (name) => {
      const { databases } = JSON.parse(readFileSync(join(dataDir, 'running.json'), 'utf8')) as {
        databases: Record<string, string>;
      };
      return openDatabase(databases[name] as string);
    },
    cpu: () => {
      const services = cpuOf(pid());
      return { services, PostgreSQL: cpuOfTree(pid()) - services };
    },
    pids: () => ({ services: [pid()] }),
    memory: () => ({ services: residentMb(pid()) }),
    statements: () => statementsOf(OWNERS.map((name) => [name, `http://127.0.0.1:${OPS[name] + portOffset}`])),
    killAndStart: async () => {
      const at = Date.now();
      await process.kill();
      unwatched(pid());
      process = await start();
      return at;
    },
    stop: async () => {
      await process.stop();
      unwatched(pid());
      if (!folder) removeFolder(dataDir);
    },
  };
}
