import { definitionOf, type EventType } from './registry.js';

const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/** An event that no retry can mend: it goes to the dead letters. */
export class UndecodableEvent extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UndecodableEvent';
  }
}

/** A value that this build does not know and a newer one writes: such an event waits for a build that can read it. */
export class UnknownValue extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnknownValue';
  }
}

/** @returns the JSON text of a payload, the data of its CloudEvent. */
export function encode(type: EventType, payload: unknown): string {
  return JSON.stringify(definitionOf(type).codec.toJSON(payload));
}

/**
 * Reads a payload and checks it: JSON object, known fields of the right JSON type, key present. Unknown fields are let
 * through, so that a newer producer does not break an older consumer. A closing event acts on its ids alone: unknown
 * values elsewhere in it are let through too (protocol.md, Events).
 * @throws UndecodableEvent naming the field; UnknownValue naming the first enum value that this build does not know.
 */
export function decode(type: EventType, bytes: Buffer): unknown {
  const json = parse(bytes);
  const definition = definitionOf(type);
  const payload = read(definition.codec, json, type);
  const unknown: string[] = [];
  compare(json, definition.codec.toJSON(payload), type, unknown);
  if (definition.key(payload) === '') throw new UndecodableEvent(`${type}: the customer id is missing`);
  if (unknown[0] !== undefined && definition.kind !== 'closing') throw new UnknownValue(unknown[0]);
  return payload;
}

/** The generated reader throws errors of the language (BigInt of a word); what it cannot read, nobody can. */
function read(codec: { fromJSON(json: unknown): unknown }, json: unknown, type: EventType): unknown {
  try {
    return codec.fromJSON(json);
  } catch (error) {
    throw new UndecodableEvent(`${type}: ${(error as Error).message}`);
  }
}

function parse(bytes: Buffer): unknown {
  try {
    const json: unknown = JSON.parse(UTF_8.decode(bytes));
    if (json === null || typeof json !== 'object' || Array.isArray(json)) throw new Error('data is not a JSON object');
    return json;
  } catch (error) {
    throw new UndecodableEvent(`data is not a JSON object in UTF-8: ${(error as Error).message}`);
  }
}

/** ts-proto coerces silently; what it read back must have the shape of what came in. Notes unknown enum values. */
function compare(input: unknown, read: unknown, path: string, unknown: string[]): void {
  if (Array.isArray(input)) {
    if (!Array.isArray(read)) throw new UndecodableEvent(`${path} must not be a list`);
    input.forEach((item, i) => compare(item, read[i], `${path}[${i}]`, unknown));
    return;
  }
  if (input !== null && typeof input === 'object') {
    if (read === null || typeof read !== 'object' || Array.isArray(read))
      throw new UndecodableEvent(`${path} must not be an object`);
    for (const [name, value] of Object.entries(read)) {
      const given = (input as Record<string, unknown>)[name];
      if (given !== undefined) compare(given, value, `${path}.${name}`, unknown);
    }
    return;
  }
  if (input === null || read === undefined) return;
  if (read === 'UNRECOGNIZED') {
    unknown.push(`${path}: this build does not know the value ${String(input)}`);
    return;
  }
  if (typeof input !== typeof read)
    throw new UndecodableEvent(`${path} must be a ${typeof read}, not a ${typeof input}`);
}
