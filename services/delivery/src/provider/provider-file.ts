import type { FieldRule } from '@perennial/kernel/field-rules';
import { DomainError, violation, type FieldViolation } from '@perennial/kernel/violation';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import type { ProviderKind, Secret } from './provider-kind.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** A provider as the file has it, checked by its kind. */
export interface ProviderEntry {
  readonly kind: ProviderKind;
  readonly settings: unknown;
}

const FILE = z.strictObject({
  providers: z.array(z.looseObject({ kind: z.string({ error: 'is required' }) }), {
    error: 'is required: a list of providers, the preferred one of a channel first',
  }),
});
/** An issue says what came in, so that what is missing is told from what is wrong. */
const REPORTING = { reportInput: true };
const REFERENCE = /^\$\{([A-Z][A-Z0-9_]*)\}$/;

/**
 * Reads PROVIDERS_FILE. Credentials stand in the environment and are only named in the file.
 * @throws DomainError INVALID_CONFIGURATION with the path and the rule of every fault.
 */
export function readProviderFile(
  text: string,
  file: string,
  environment: Environment,
  kinds: readonly ProviderKind[],
): ProviderEntry[] {
  const parsed = FILE.safeParse(valueOf(text, file), REPORTING);
  if (!parsed.success) throw invalid(file, violationsOf(parsed.error, []));
  const faults: FieldViolation[] = [];
  const names = new Set<string>();
  const entries = parsed.data.providers.flatMap((entry, n): ProviderEntry[] => {
    const at = ['providers', n];
    const kind = kinds.find((one) => one.kind === entry.kind);
    if (!kind) {
      const known = kinds.map((one) => one.kind).join(', ');
      faults.push(violation(pathOf([...at, 'kind']), 'unknown_value', `must be one of ${known}`));
      return [];
    }
    const read = kind.schema(secretOf(environment)).safeParse(entry, REPORTING);
    if (!read.success) {
      faults.push(...violationsOf(read.error, at));
      return [];
    }
    const { name } = read.data as { name: string };
    if (names.has(name)) faults.push(violation(pathOf([...at, 'name']), 'given_twice', `${name} is another provider`));
    names.add(name);
    return [{ kind, settings: read.data }];
  });
  if (faults.length > 0) throw invalid(file, faults);
  return entries;
}

function valueOf(text: string, file: string): unknown {
  const document = parseDocument(text, { prettyErrors: false });
  const [syntax] = document.errors;
  if (syntax) {
    const line = text.slice(0, syntax.pos[0]).split('\n').length;
    throw invalid(file, [violation(`line ${line}`, 'syntax', syntax.message)]);
  }
  try {
    return (document.toJS() as unknown) ?? {};
  } catch (error) {
    // An alias of nothing, or aliases of aliases without end.
    throw invalid(file, [violation('line 1', 'syntax', (error as Error).message)]);
  }
}

/** A reference and never a value: the file may be read by many. */
function secretOf(environment: Environment): Secret {
  return z.string({ error: `is required: \${NAME} of a variable of the environment` }).transform((text, context) => {
    const [, name] = REFERENCE.exec(text) ?? [];
    const value = name === undefined ? undefined : environment[name];
    if (value !== undefined && value !== '') return value;
    const message =
      name === undefined
        ? `must be \${NAME}, the name of a variable of the environment, and never the secret itself`
        : `the environment has no ${name}`;
    context.addIssue({ code: 'custom', message, params: { rule: name === undefined ? 'malformed' : 'required' } });
    return z.NEVER;
  });
}

function violationsOf({ issues }: z.ZodError, at: readonly (string | number)[]): FieldViolation[] {
  return issues.flatMap((issue) => {
    const path = [...at, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))];
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => violation(pathOf([...path, key]), 'unknown_field', 'is no setting'));
    return [violation(pathOf(path), ruleOf(issue), issue.message)];
  });
}

function ruleOf(issue: z.core.$ZodIssue): FieldRule {
  if (issue.code === 'custom') return (issue.params?.['rule'] as FieldRule | undefined) ?? 'unknown_value';
  if (issue.code === 'too_small' || issue.code === 'too_big') return 'out_of_range';
  return issue.input === undefined ? 'required' : 'unknown_value';
}

function pathOf(path: readonly (string | number)[]): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  );
}

function invalid(file: string, violations: readonly FieldViolation[]): DomainError {
  const lines = violations.map(({ field, rule, message }) => `  ${field}: ${rule}: ${message}`).join('\n');
  return new DomainError('INVALID_CONFIGURATION', `${file} has ${violations.length} fault(s):\n${lines}`, {
    violations,
  });
}
