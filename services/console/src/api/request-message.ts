import type { FieldRule } from '@perennial/kernel/field-rules';
import { violation, DomainError, type FieldViolation } from '@perennial/kernel/violation';
import type { FieldShape } from './descriptors.js';

const WHOLE = /^-?\d{1,9}$/;

/**
 * Path, query and body of an HTTP request as the JSON of a gRPC request. Query texts become numbers where the field is
 * one, a list where it is repeated; short enum names (`OPEN`) become full ones (`TERM_STATE_OPEN`).
 * @throws DomainError INVALID_REQUEST for an unknown field, a repeated one or a wrong type.
 */
export function requestJson(
  fields: readonly FieldShape[],
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const known = new Map(fields.flatMap((field) => [[field.jsonName, field] as const, [field.name, field] as const]));
  const problems: FieldViolation[] = [];
  const json: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const field = known.get(name);
    if (!field)
      problems.push(
        violation(
          name,
          'unknown_field',
          `there is no such field; known are ${fields.map((f) => f.jsonName).join(', ')}`,
        ),
      );
    else if (Array.isArray(value) && !field.repeated)
      problems.push(violation(name, 'given_twice', 'is given more than once'));
    else if (field.repeated) json[field.jsonName] = [value].flat().map((one: unknown) => convert(field, one, problems));
    else json[field.jsonName] = convert(field, value, problems);
  }
  if (problems.length > 0)
    throw new DomainError('INVALID_REQUEST', problems.map((p) => `${p.field} ${p.message}`).join('; '), {
      violations: problems,
    });
  return json;
}

function convert(field: FieldShape, value: unknown, problems: FieldViolation[]): unknown {
  const bad = (rule: FieldRule, message: string): undefined => {
    problems.push(violation(field.jsonName, rule, message));
    return undefined;
  };
  if (field.kind === 'int32' && typeof value !== 'number')
    return WHOLE.test(String(value)) ? Number(value) : bad('not_a_number', 'must be a whole number');
  if (field.kind === 'string' && typeof value !== 'string') return bad('not_a_text', 'must be a text');
  if (field.kind === 'message' && (typeof value !== 'object' || value === null))
    return bad('not_an_object', 'must be an object');
  if (field.kind === 'enum') {
    const full = field.values.find((known) => known === value || known === `${field.enumPrefix}${String(value)}`);
    return (
      full ??
      bad(
        'unknown_value',
        `must be one of ${field.values
          .slice(1)
          .map((known) => known.slice(field.enumPrefix.length))
          .join(', ')}`,
      )
    );
  }
  return value;
}
