/**
 * @param {import('eslint').Rule.RuleContext} context
 * @returns {string | undefined} the name of a global (`Date`, `globalThis.Date`), undefined for anything declared in
 * the file
 */
export function globalName(context, node) {
  if (node?.type === 'MemberExpression' && globalName(context, node.object) === 'globalThis') return memberName(node);
  if (node?.type !== 'Identifier') return undefined;
  for (let scope = context.sourceCode.getScope(node); scope; scope = scope.upper) {
    if (scope.set.get(node.name)?.defs.length) return undefined;
  }
  return node.name;
}

/** @returns {string | undefined} `b` of `a.b` and `a['b']` */
export function memberName({ computed, property }) {
  if (!computed) return property.name;
  return property.type === 'Literal' ? String(property.value) : undefined;
}
