import { scramOptions, serverProperties, type ServerPlace } from './server-properties.js';

const place = (id: number): ServerPlace => ({
  id,
  port: 20_000 + id,
  controllerPort: 21_000 + id,
  logDir: `/data/node-${id}`,
});
const read = (text: string) =>
  new Map(
    text
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );

test('one server replicates nothing', () => {
  const settings = read(serverProperties(place(1), [place(1)]));
  expect(settings.get('listeners')).toBe('BROKER://127.0.0.1:20001,CONTROLLER://127.0.0.1:21001');
  expect([settings.get('offsets.topic.replication.factor'), settings.get('min.insync.replicas')]).toEqual(['1', '1']);
  expect(settings.get('auto.create.topics.enable')).toBe('false');
});

test('three servers know each other and go on with two', () => {
  const settings = read(serverProperties(place(2), [1, 2, 3].map(place)));
  expect(settings.get('controller.quorum.voters')).toBe('1@127.0.0.1:21001,2@127.0.0.1:21002,3@127.0.0.1:21003');
  expect(settings.get('node.id')).toBe('2');
  expect([
    settings.get('default.replication.factor'),
    settings.get('min.insync.replicas'),
    settings.get('transaction.state.log.min.isr'),
  ]).toEqual(['3', '2', '2']);
});

test('credentials close the listener of the clients; given lines win', () => {
  const sasl = { username: 'ops', password: 'secret' };
  const settings = read(
    serverProperties(place(1), [place(1)], sasl, { 'message.max.bytes': '1000', 'min.insync.replicas': '5' }),
  );
  expect(settings.get('listener.security.protocol.map')).toBe('BROKER:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT');
  expect(settings.get('listener.name.broker.plain.sasl.jaas.config')).toContain('user_ops="secret";');
  expect([settings.get('message.max.bytes'), settings.get('min.insync.replicas')]).toEqual(['1000', '5']);
  expect(scramOptions(sasl)).toContain('SCRAM-SHA-512=[name=ops,password=secret]');
});
