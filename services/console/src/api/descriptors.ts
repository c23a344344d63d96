import { readFileSync } from 'node:fs';
import {
  createFileRegistry,
  fromBinary,
  ScalarType,
  type DescEnum,
  type DescField,
  type DescMessage,
  type FileRegistry,
} from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';

/** A field of a message as the HTTP edge needs it. */
export interface FieldShape {
  readonly name: string;
  readonly jsonName: string;
  readonly kind: 'string' | 'int32' | 'int64' | 'bool' | 'bytes' | 'enum' | 'message' | 'timestamp';
  readonly repeated: boolean;
  /** Full type name of a message. */
  readonly message: string;
  /** Full value names of an enum, the unspecified one first. */
  readonly values: readonly string[];
  /** What all value names begin with: TERM_STATE_. */
  readonly enumPrefix: string;
  readonly comment: string;
}

const SCALARS: Partial<Record<ScalarType, FieldShape['kind']>> = {
  [ScalarType.STRING]: 'string',
  [ScalarType.INT32]: 'int32',
  [ScalarType.INT64]: 'int64',
  [ScalarType.BOOL]: 'bool',
  [ScalarType.BYTES]: 'bytes',
};

/** Messages of proto/, read from the descriptor set that is built beside the generated code. */
export class Descriptors {
  readonly #registry: FileRegistry;

  constructor() {
    const bytes = readFileSync(new URL(import.meta.resolve('@perennial/proto/descriptors')));
    this.#registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, bytes));
  }

  /**
   * @param rpcPath `/perennial.contracts.v1.CustomerService/ListCustomers` @returns full names of request and response.
   */
  rpc(rpcPath: string): { request: string; response: string } {
    const [, service = '', method = ''] = rpcPath.split('/');
    const found = this.#registry.getService(service)?.methods.find(({ name }) => name === method);
    if (!found) throw new Error(`proto/ has no ${rpcPath}`);
    return { request: found.input.typeName, response: found.output.typeName };
  }

  fields(message: string): FieldShape[] {
    const found = this.#registry.getMessage(message);
    if (!found) throw new Error(`proto/ has no message ${message}`);
    return found.fields.map((field, index) => shapeOf(found, field, index));
  }
}

function shapeOf(message: DescMessage, field: DescField, index: number): FieldShape {
  const enumeration = field.enum;
  return {
    name: field.name,
    jsonName: field.jsonName,
    kind: kindOf(field),
    repeated: field.fieldKind === 'list',
    message: field.message?.typeName ?? '',
    values: enumeration?.values.map((value) => value.name) ?? [],
    enumPrefix: enumeration ? prefixOf(enumeration) : '',
    comment: commentOf(message, index),
  };
}

function kindOf(field: DescField): FieldShape['kind'] {
  if (field.enum) return 'enum';
  if (field.message) return field.message.typeName === 'google.protobuf.Timestamp' ? 'timestamp' : 'message';
  const kind = field.scalar === undefined ? undefined : SCALARS[field.scalar];
  if (!kind) throw new Error(`${field.toString()} has a type that the HTTP edge does not speak`);
  return kind;
}

function prefixOf(enumeration: DescEnum): string {
  return (enumeration.values[0]?.name ?? '').replace(/UNSPECIFIED$/, '');
}

/** Field numbers of descriptor.proto: FileDescriptorProto.message_type = 4, DescriptorProto.field = 2. */
function commentOf(message: DescMessage, index: number): string {
  const path = [4, message.file.messages.indexOf(message), 2, index].join('.');
  const location = message.file.proto.sourceCodeInfo?.location.find((candidate) => candidate.path.join('.') === path);
  return location?.leadingComments.trim() ?? '';
}
