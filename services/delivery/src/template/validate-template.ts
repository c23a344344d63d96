import type { FieldRule } from '@perennial/kernel/field-rules';
import Handlebars from 'handlebars';
import { violation, type FieldViolation } from '@perennial/kernel/violation';
import { PARTS, type Part, type TextForm, type TextPart } from '../channel/channel.js';
import { blockMarks } from './block.js';
import type { TemplateDraft } from './template.js';

type Node = hbs.AST.Node;
type Report = (node: Node, rule: FieldRule, message: string) => void;
/** Names that a place may use, innermost block first. */
type Scopes = readonly ReadonlySet<string>[];
/** What the text's channel knows. */
interface Known {
  readonly variables: ReadonlySet<string>;
  readonly riderVariables: ReadonlySet<string>;
  readonly report: Report;
}

const NAME = /^[a-z][a-z0-9-]{0,63}$/;
const LOCALE = /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$/;
const DATA = new Set(['index', 'first', 'last']);

/** Every fault of a text with its part, line and name; none when it may be saved. */
export function validateTemplate(template: TemplateDraft, textForm: TextForm): FieldViolation[] {
  const found: FieldViolation[] = [];
  if (!NAME.test(template.name))
    found.push(violation('template.name', 'not_a_name', 'a name is 1 to 64 lower-case letters, digits and hyphens'));
  if (!LOCALE.test(template.locale))
    found.push(
      violation(
        'template.locale',
        'unknown_locale',
        'a locale is a language, or language-REGION, or language-Script-REGION',
      ),
    );
  for (const part of PARTS) {
    const form = textForm.parts[part];
    if (form) found.push(...partViolations(part, form, template[part], textForm));
    else if (template[part] !== '')
      found.push(violation(`template.${part}`, 'unknown_field', `a text of ${template.channel} has no ${part}`));
  }
  return found;
}

function partViolations(part: Part, { most, oneLine }: TextPart, text: string, form: TextForm): FieldViolation[] {
  const field = `template.${part}`;
  if (text.trim() === '') return [violation(field, 'required', `${part} must not be empty`)];
  if (text.length > most) return [violation(field, 'too_long', `${part} has at most ${most} characters`)];
  if (oneLine && /[\r\n]/.test(text)) return [violation(field, 'line_break', `a ${part} is one line`)];
  if (text.includes('\0')) return [violation(field, 'control_character', `${part} must not hold NUL`)];
  const found: FieldViolation[] = [];
  const known: Known = {
    variables: new Set(form.variables),
    riderVariables: new Set(form.riderVariables),
    report: (node, rule, message) => found.push(violation(field, rule, `line ${node.loc.start.line}: ${message}`)),
  };
  try {
    const program = Handlebars.parseWithoutProcessing(text);
    checkBody(program, [known.variables], known);
    found.push(...markViolations(field, blockMarks(program.body), oneLine));
  } catch (error) {
    found.push(violation(field, 'syntax', (error as Error).message.slice(0, 300)));
  }
  return found;
}

/** Marks stand once, in pairs, outside of other blocks, and in what has lines. A mark within a block is a comment. */
function markViolations(field: string, marks: readonly string[], oneLine: boolean): FieldViolation[] {
  if (marks.length === 0 || (!oneLine && marks.join(' ') === 'begin end')) return [];
  const message = 'a block is marked once, by {{!-- block --}} and {{!-- end of block --}}, and never in a subject';
  return [violation(field, 'syntax', message)];
}

function checkBody(program: hbs.AST.Program, scopes: Scopes, known: Known): void {
  for (const statement of program.body) checkStatement(statement, scopes, known);
}

function checkStatement(node: hbs.AST.Statement, scopes: Scopes, known: Known): void {
  if (node.type === 'ContentStatement' || node.type === 'CommentStatement') return;
  if (node.type === 'MustacheStatement') return checkMustache(node as hbs.AST.MustacheStatement, scopes, known);
  if (node.type === 'BlockStatement') return checkBlock(node as hbs.AST.BlockStatement, scopes, known);
  known.report(
    node,
    'not_allowed',
    `${node.type} is not allowed: a template has variables and the blocks if, unless and each`,
  );
}

function checkMustache(node: hbs.AST.MustacheStatement, scopes: Scopes, known: Known): void {
  const name = (node.path as hbs.AST.PathExpression).original ?? '';
  if (!node.escaped) known.report(node, 'unescaped', `${String(name)}: values are escaped, write two braces and no &`);
  if (node.params.length > 0 || node.hash)
    return known.report(node, 'unknown_helper', `${String(name)} is not a known helper`);
  const type = checkPath(node.path, scopes, known);
  if (type === 'list') known.report(node, 'not_a_text', `${String(name)} is a list; use {{#each ${String(name)}}}`);
}

function checkBlock(node: hbs.AST.BlockStatement, scopes: Scopes, known: Known): void {
  const helper = node.path.original;
  if (helper !== 'if' && helper !== 'unless' && helper !== 'each')
    return known.report(node, 'unknown_helper', `${helper} is not a known helper`);
  const [subject] = node.params;
  if (node.params.length !== 1 || !subject || node.hash || node.program?.blockParams)
    return known.report(node, 'arguments', `${helper} takes one variable`);
  const type = checkPath(subject, scopes, known);
  if (helper === 'each' && type === 'text') known.report(node, 'not_a_list', 'each goes over riders');
  if (node.program) checkBody(node.program, helper === 'each' ? [known.riderVariables, ...scopes] : scopes, known);
  if (node.inverse) checkBody(node.inverse, scopes, known);
}

function checkPath(node: Node, scopes: Scopes, known: Known): 'text' | 'list' | undefined {
  if (node.type !== 'PathExpression') {
    known.report(node, 'not_a_variable', 'only variables may be named here');
    return undefined;
  }
  const path = node as hbs.AST.PathExpression;
  const [name] = path.parts;
  const scope = scopes[path.depth];
  if (path.data && path.parts.length === 1 && name !== undefined && DATA.has(name) && scopes.length > 1) return 'text';
  if (path.data || path.parts.length !== 1 || name === undefined || !scope?.has(name)) {
    known.report(
      path,
      'unknown_variable',
      `${path.original} is not a known variable; known here: ${[...(scope ?? [])].join(', ')}`,
    );
    return undefined;
  }
  return name === 'riders' ? 'list' : 'text';
}
