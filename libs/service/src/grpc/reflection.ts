import { readFileSync } from 'node:fs';
import { createFileRegistry, fromBinary, toBinary, type DescFile, type FileRegistry } from '@bufbuild/protobuf';
import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { status, type Server, type ServerDuplexStream } from '@grpc/grpc-js';

/** What a client asks; field numbers of grpc/reflection/v1/reflection.proto. */
interface Question {
  readonly raw: Uint8Array;
  readonly kind: 'file' | 'symbol' | 'services' | 'other';
  readonly name: string;
}

const VERSIONS = ['grpc.reflection.v1', 'grpc.reflection.v1alpha'];
const KINDS: Readonly<Record<number, Question['kind']>> = { 3: 'file', 4: 'symbol', 7: 'services' };

/**
 * Server reflection in both versions, answered from the descriptor set that is built beside the generated code. The npm
 * package for it answers type names without their leading dot, which grpcurl refuses.
 * @param services full names to list.
 */
export function addReflection(server: Server, services: readonly string[]): void {
  const bytes = readFileSync(new URL(import.meta.resolve('@perennial/proto/descriptors')));
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, bytes));
  for (const version of VERSIONS) {
    const method = {
      path: `/${version}.ServerReflection/ServerReflectionInfo`,
      requestStream: true,
      responseStream: true,
      requestDeserialize: decodeQuestion,
      requestSerialize: (question: Question) => Buffer.from(question.raw),
      responseSerialize: (answer: Uint8Array) => Buffer.from(answer),
      responseDeserialize: (raw: Buffer): Uint8Array => raw,
    };
    server.addService(
      { ServerReflectionInfo: method },
      {
        ServerReflectionInfo: (stream: ServerDuplexStream<Question, Uint8Array>) => {
          stream.on('data', (question: Question) => stream.write(answer(registry, services, question)));
          stream.on('end', () => stream.end());
        },
      },
    );
  }
}

function decodeQuestion(raw: Buffer): Question {
  const reader = new BinaryReader(raw);
  let found: Question = { raw, kind: 'other', name: '' };
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    const kind = KINDS[tag >>> 3];
    if (kind) found = { raw, kind, name: reader.string() };
    else reader.skip(tag & 7);
  }
  return found;
}

function answer(registry: FileRegistry, services: readonly string[], question: Question): Uint8Array {
  const writer = new BinaryWriter().uint32(18).bytes(question.raw);
  if (question.kind === 'services') {
    writer.uint32(50).fork();
    for (const name of services) writer.uint32(10).fork().uint32(10).string(name).join();
    return writer.join().finish();
  }
  const file =
    question.kind === 'file'
      ? registry.getFile(question.name)
      : question.kind === 'symbol'
        ? fileOfSymbol(registry, question.name)
        : undefined;
  if (!file)
    return writer
      .uint32(58)
      .fork()
      .uint32(8)
      .int32(status.NOT_FOUND)
      .uint32(18)
      .string(`nothing is known of ${question.name}`)
      .join()
      .finish();
  return writer.uint32(34).fork().uint32(10).bytes(toBinary(FileDescriptorProtoSchema, file.proto)).join().finish();
}

/** A message, enum, service, or a method of one (`package.Service.Method`). */
function fileOfSymbol(registry: FileRegistry, symbol: string): DescFile | undefined {
  const found = registry.get(symbol) ?? registry.getService(symbol.slice(0, symbol.lastIndexOf('.')));
  return found?.file;
}
