import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import { fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { Client, credentials, Server, ServerCredentials } from '@grpc/grpc-js';
import { addReflection } from './reflection.js';

const SERVICES = ['perennial.scheduling.v1.ReminderService', 'perennial.scheduling.v1.PolicyService'];
let server: Server;
let client: Client;

beforeAll(async () => {
  server = new Server();
  addReflection(server, SERVICES);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
});
afterAll(() => {
  client.close();
  server.forceShutdown();
});

/**
 * Asks one question as grpcurl does. @returns number and bytes of the answer's second field (the first repeats the
 * question).
 */
function ask(version: string, field: number, name: string): Promise<{ field: number; body: Uint8Array }> {
  return new Promise((resolve, reject) => {
    const same = (bytes: Buffer): Buffer => bytes;
    const stream = client.makeBidiStreamRequest(`/${version}.ServerReflection/ServerReflectionInfo`, same, same);
    stream.on('error', reject);
    stream.on('data', (bytes: Buffer) => {
      const reader = new BinaryReader(bytes);
      let last = { field: 0, body: new Uint8Array() as Uint8Array };
      while (reader.pos < reader.len) last = { field: reader.uint32() >>> 3, body: reader.bytes() };
      stream.end();
      resolve(last);
    });
    stream.write(
      Buffer.from(
        new BinaryWriter()
          .uint32((field << 3) | 2)
          .string(name)
          .finish(),
      ),
    );
  });
}

test.each(['grpc.reflection.v1', 'grpc.reflection.v1alpha'])('%s lists the services', async (version) => {
  const { field, body } = await ask(version, 7, '*');
  expect(field).toBe(6);
  for (const name of SERVICES) expect(Buffer.from(body).includes(name)).toBe(true);
});

test.each([
  'perennial.scheduling.v1.ReminderService',
  'perennial.scheduling.v1.ReminderService.Why',
  'perennial.scheduling.v1.Decision',
])('the file of %s has absolute type names', async (symbol) => {
  const { field, body } = await ask('grpc.reflection.v1', 4, symbol);
  expect(field).toBe(4);
  const reader = new BinaryReader(body);
  reader.uint32();
  const file = fromBinary(FileDescriptorProtoSchema, reader.bytes());
  expect(file.name).toBe('perennial/scheduling/v1/scheduling.proto');
  const types = file.messageType.flatMap((message) => message.field.map((one) => one.typeName)).filter(Boolean);
  expect(types.length).toBeGreaterThan(5);
  expect(types.every((type) => type.startsWith('.'))).toBe(true);
});

test('a dependency comes by its file name; what is not known is NOT_FOUND', async () => {
  expect((await ask('grpc.reflection.v1', 3, 'google/protobuf/timestamp.proto')).field).toBe(4);
  expect((await ask('grpc.reflection.v1', 4, 'perennial.Nothing')).field).toBe(7);
});
