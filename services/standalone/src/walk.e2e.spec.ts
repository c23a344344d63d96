import { Edges } from '@perennial/testing/system/edges';
import { freePortOffset } from '@perennial/processes/free-offset';
import { participantsOf } from '@perennial/testing/system/in-process';
import { START } from '@perennial/testing/walker/take-walk';
import { describeWalk } from '../test/walk-suite.js';
import { startStandalone } from './start-standalone.js';

// The cluster's walk reads the same file.
describeWalk(
  'one process on the PostgreSQL log',
  new URL('walk.golden.txt', import.meta.url),
  async ({ dataDir, environment }) => {
    const running = await startStandalone(
      {
        ...environment,
        PERENNIAL_DATA: dataDir,
        PERENNIAL_SAMPLE: 'none',
        PERENNIAL_PORT_OFFSET: String(await freePortOffset()),
        PERENNIAL_SANDBOX_START: START,
      },
      () => undefined,
    );
    const edges = new Edges(running.ports.grpc);
    return {
      edges,
      participants: participantsOf(Object.values(running.services)),
      target: { databases: running.databases },
      stop: async () => {
        edges.close();
        await running.stop();
      },
    };
  },
);
