import { Environment, type ASTNode } from '@marcbachmann/cel-js';
import { err, ok, type Result } from '@perennial/kernel/result';
import { POLICY_FACTS, type FactValues } from './policy-facts.js';

const MACROS = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

const environment = Object.entries(POLICY_FACTS).reduce(
  (so, [name, [type]]) => so.registerVariable(name, type),
  new Environment({ unlistedVariablesAreDyn: false, limits: { maxDepth: 24, maxAstNodes: 500, maxListElements: 250 } }),
);

/**
 * Compiles a condition. Refused with a sentence: syntax, unknown variables, a type other than bool, `matches` (it is
 * JavaScript's RegExp) and macros within macros (stack.md, trap 20).
 */
export function compileCondition(text: string): Result<(facts: FactValues) => boolean, string> {
  const parsed = parse(text);
  if (!parsed.ok) return parsed;
  const refused = refusal(parsed.value.ast, 0);
  if (refused !== null) return err(refused);
  const { valid, type, error } = parsed.value.check();
  if (!valid) return err(`the expression does not type-check: ${explained(error?.message ?? 'unknown error')}`);
  if (type !== 'bool') return err(`the expression must be a bool, it is ${type ?? 'unknown'}`);
  return ok((facts) => parsed.value(facts) === true);
}

function parse(text: string): Result<ReturnType<Environment['parse']>, string> {
  try {
    return ok(environment.parse(text));
  } catch (error) {
    return err(`the expression is not CEL: ${explained((error as Error).message)}`);
  }
}

/** One line of it; where a variable is unknown, with those that there are. */
function explained(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return /unknown variable/i.test(line) ? `${line}; known are ${Object.keys(POLICY_FACTS).join(', ')}` : line;
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value;
}

function refusal(node: ASTNode, depth: number): string | null {
  const name = node.op === 'call' || node.op === 'rcall' ? node.args[0] : '';
  if (name === 'matches') return 'matches() is refused: a regular expression can take exponential time';
  const inside = MACROS.has(name) ? depth + 1 : depth;
  if (inside > 1) return `${name}() within another macro is refused: it can take exponential time`;
  const pending: unknown[] = [node.args];
  for (const value of pending) {
    if (isNode(value)) {
      const found = refusal(value, inside);
      if (found !== null) return found;
    } else if (Array.isArray(value)) pending.push(...(value as unknown[]));
  }
  return null;
}
