import { Cluster } from '@perennial/cluster/cluster';
import { describeWithKafka } from '@perennial/kafka/describe-with-kafka';
import { freePortOffset } from '@perennial/processes/free-offset';
import { START } from '@perennial/testing/walker/take-walk';
import { describeWalk } from '../test/walk-suite.js';

// Not a line may differ from the walk of one process on the PostgreSQL log.
describeWithKafka('walk', () => {
  describeWalk(
    'a process for each service, on Kafka',
    new URL('walk.golden.txt', import.meta.url),
    async ({ dataDir, environment }) => {
      const cluster = await Cluster.start({
        dataDir,
        portOffset: await freePortOffset(),
        replicas: { console: 0 },
        sandboxStart: START,
        environment,
        postgresSettings: { fsync: false },
      });
      return {
        edges: cluster.edges,
        participants: cluster.participants,
        target: { databases: cluster.databases, kafka: cluster.brokers },
        stop: () => cluster.stop(),
      };
    },
  );
});
