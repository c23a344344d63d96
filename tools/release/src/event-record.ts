import {
  createFileRegistry,
  fromBinary,
  type DescField,
  type DescMessage,
  type FileRegistry,
} from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { EVENTS, type EventType } from '@perennial/events/registry';

/** A field of an event's payload as consumers rely on it. */
export interface FieldRecord {
  readonly number: number;
  readonly name: string;
  /** A scalar's name, or the full name of a message or enum. */
  readonly type: string;
  readonly repeated?: true;
}

/** What a release says of an event type: where it is published, and the full name of its payload. */
export interface EventRecord {
  readonly type: EventType;
  readonly topic: string;
  readonly payload: string;
}

export interface EventSchemas {
  readonly events: readonly EventRecord[];
  /** Payloads and the messages inside them, by full name. */
  readonly messages: Readonly<Record<string, readonly FieldRecord[]>>;
  /** Enum values by the full name of their enum, in the order of their numbers. */
  readonly enums: Readonly<Record<string, readonly string[]>>;
}

/**
 * Every event type with its topic and payload, and the messages and enums inside the payloads.
 * @param descriptors a FileDescriptorSet of proto/.
 */
export function eventSchemas(descriptors: Uint8Array): EventSchemas {
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, descriptors));
  const events = (Object.keys(EVENTS) as EventType[]).sort().map((type) => {
    const payload = payloadOf(registry, type);
    return { type, topic: EVENTS[type].topic, payload };
  });
  const [messages, enums] = [new Map<string, FieldRecord[]>(), new Map<string, string[]>()];
  for (const { payload } of events) collect(registry.getMessage(payload) as DescMessage, messages, enums);
  return { events, messages: sorted(messages), enums: sorted(enums) };
}

/** `contract.renewed` carries perennial.events.v1.ContractRenewed. @throws Error when proto/ has no such message. */
function payloadOf(registry: FileRegistry, type: EventType): string {
  const name = type.replace(/(^|[.-])(\w)/g, (_match, _dot, letter: string) => letter.toUpperCase());
  const payload = `perennial.events.v1.${name}`;
  if (!registry.getMessage(payload)) throw new Error(`proto/ has no ${payload} for ${type}`);
  return payload;
}

function collect(message: DescMessage, messages: Map<string, FieldRecord[]>, enums: Map<string, string[]>): void {
  if (messages.has(message.typeName)) return;
  messages.set(message.typeName, message.fields.map(fieldRecord));
  for (const { message: inner, enum: values } of message.fields) {
    if (inner) collect(inner, messages, enums);
    if (values)
      enums.set(
        values.typeName,
        values.values.map(({ name }) => name),
      );
  }
}

function fieldRecord(field: DescField): FieldRecord {
  const type = field.message?.typeName ?? field.enum?.typeName ?? scalarOf(field);
  const repeated = field.fieldKind === 'list';
  return { number: field.number, name: field.name, type, ...(repeated ? { repeated } : {}) };
}

/** The scalar as proto writes it: `string perennial.events.v1.X.field` begins with it. */
function scalarOf(field: DescField): string {
  return (
    Object.entries({ string: 9, int32: 5, int64: 3, bool: 8, bytes: 12, double: 1 }).find(
      ([, n]) => n === field.scalar,
    )?.[0] ?? `scalar ${field.scalar}`
  );
}

function sorted<T>(map: ReadonlyMap<string, T>): Record<string, T> {
  return Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
}
