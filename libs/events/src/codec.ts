import { definitionOf, type EventType } from './registry.js';

const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/** An event that no retry can mend: it goes to the dead letters. */
export class UndecodableEvent extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UndecodableEvent';
  }
}

/** @returns the JSON text of a payload, the data of its CloudEvent. */
export function encode(type: EventType, payload: unknown): string {
  return JSON.stringify(definitionOf(type).codec.toJSON(payload));
}

/**
 * Reads a payload and checks it: JSON object, known fields of the right JSON type, no unknown enum value, key present.
 * Unknown fields are let through, so that a newer producer does not break an older consumer.
 * @throws UndecodableEvent naming the field.
 */
export function decode(type: EventType, bytes: Buffer): unknown {
  const json = parse(bytes);
  const definition = definitionOf(type);
  const payload = read(definition.codec, json, type);
  compare(json, definition.codec.toJSON(payload), type);
  if (definition.key(payload) === '') throw new UndecodableEvent(`${type}: the customer id is missing`);
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

/** ts-proto coerces silently; what it read back must have the shape of what came in. */
function compare(input: unknown, read: unknown, path: string): void {
  if (Array.isArray(input)) {
    if (!Array.isArray(read)) throw new UndecodableEvent(`${path} must not be a list`);
    input.forEach((item, i) => compare(item, read[i], `${path}[${i}]`));
    return;
  }
  if (input !== null && typeof input === 'object') {
    if (read === null || typeof read !== 'object' || Array.isArray(read))
      throw new UndecodableEvent(`${path} must not be an object`);
    for (const [name, value] of Object.entries(read)) {
      const given = (input as Record<string, unknown>)[name];
      if (given !== undefined) compare(given, value, `${path}.${name}`);
    }
    return;
  }
  if (input === null || read === undefined) return;
  if (read === 'UNRECOGNIZED') throw new UndecodableEvent(`${path}: ${String(input)} is no value of its enum`);
  if (typeof input !== typeof read)
    throw new UndecodableEvent(`${path} must be a ${typeof read}, not a ${typeof input}`);
}
