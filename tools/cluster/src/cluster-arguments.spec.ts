import { CLUSTER_HELP, clusterArguments } from './cluster-arguments.js';
import { ClusterPorts, MOST_OFFSET, MOST_REPLICAS, OWNERS } from './cluster-ports.js';

test('one of each on an own Kafka, with the sample and the sandbox clock, unless told otherwise', () => {
  expect(clusterArguments([])).toEqual({
    help: false,
    replicas: {},
    portOffset: 0,
    clock: 'sandbox',
    sandboxStart: undefined,
    sample: true,
    brokers: undefined,
    nodes: 1,
    eventLog: 'kafka',
  });
});

test('takes every flag', () => {
  const args =
    '--replicas scheduling=2,delivery=3 --clock system --start 2024-07-01T02:00:00+02:00 --sample none --brokers a:1,b:2 --nodes 3 --event-log postgres --port-offset 40 --help';
  expect(clusterArguments(args.split(' '))).toEqual({
    help: true,
    replicas: { scheduling: 2, delivery: 3 },
    portOffset: 40,
    clock: 'system',
    sandboxStart: '2024-07-01T00:00:00.000Z',
    sample: false,
    brokers: 'a:1,b:2',
    nodes: 3,
    eventLog: 'postgres',
  });
  for (const flag of args.match(/--[\w-]+/g) ?? []) expect(CLUSTER_HELP).toContain(flag);
});

test.each([
  ['--replica scheduling=2', "Unknown option '--replica'"],
  ['scheduling=2', "Unexpected argument 'scheduling=2'"],
  ['--replicas analytics=2', 'analytics=2 is not <service>=<number>'],
  ['--replicas scheduling', 'scheduling is not <service>=<number>'],
  ['--replicas delivery=0', 'delivery can have 1 to 5 replicas'],
  ['--replicas delivery=6', 'delivery can have 1 to 5'],
  ['--clock lunar', '--clock must be sandbox or system'],
  ['--start yesterday', '--start must be an RFC 3339 instant'],
  ['--nodes 2', '--nodes must be 1 or 3'],
  ['--brokers kafka', '--brokers must be host:port'],
  ['--port-offset 60000', 'the port offset must be 0 to'],
  ['--port-offset x', 'the port offset must be 0 to'],
  ['--start', 'argument missing'],
])('refuses %s', (args, message) => {
  expect(() => clusterArguments(args.split(' '))).toThrow(message);
});

test('no two processes ever share a port, and every port exists', () => {
  const ports = new ClusterPorts(MOST_OFFSET);
  const all = [ports.catcher.smtp, ports.catcher.page, ports.ops('feeder')];
  for (let replica = 0; replica < MOST_REPLICAS; replica += 1)
    all.push(
      ...OWNERS.flatMap((name) => [ports.grpc(name, replica), ports.ops(name, replica)]),
      ports.ops('console', replica),
      ports.http(replica),
    );
  expect(new Set(all).size).toBe(all.length);
  expect(Math.max(...all)).toBeLessThan(65_536);
});
