import { DomainError, violation, type FieldViolation } from '@perennial/kernel/violation';
import { z } from 'zod';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Names with the product's prefix that some part of it reads; any other one is a typing error and stops the boot. */
const OWN_NAMES = new Set([
  'PERENNIAL_CLOCK',
  'PERENNIAL_SANDBOX_START',
  'PERENNIAL_DATA',
  'PERENNIAL_SAMPLE',
  'PERENNIAL_FAILPOINTS',
  'PERENNIAL_PORT_OFFSET',
  'PERENNIAL_TEST_POSTGRES',
  'PERENNIAL_TEST_KAFKA',
]);

/**
 * Validates the environment at once.
 * @throws DomainError INVALID_CONFIGURATION with every problem: unknown PERENNIAL_ names, missing and bad values.
 */
export function readEnvironment<S extends z.ZodRawShape>(shape: S, environment: Environment): z.infer<z.ZodObject<S>> {
  const unknown: FieldViolation[] = Object.keys(environment)
    .filter((name) => name.startsWith('PERENNIAL_') && !OWN_NAMES.has(name))
    .map((name) => violation(name, 'unknown_field', `unknown setting; known are ${[...OWN_NAMES].join(', ')}`));
  const set = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = z.object(shape).safeParse(set);
  const bad = parsed.success
    ? []
    : parsed.error.issues.map((issue) =>
        violation(issue.path.join('.'), issue.input === undefined ? 'required' : 'unknown_value', issue.message),
      );
  const problems = [...unknown, ...bad];
  if (problems.length > 0 || !parsed.success) {
    const lines = problems.map((p) => `  ${p.field}: ${p.message}`).join('\n');
    throw new DomainError('INVALID_CONFIGURATION', `the configuration has ${problems.length} problem(s):\n${lines}`, {
      violations: problems,
    });
  }
  return parsed.data;
}
