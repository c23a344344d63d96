/**
 * An error is handled, reported or passed on: no empty catch, no `.catch(() => {})` (style.md, what a reviewer mocks,
 * 3).
 */
export const noSwallowedError = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { swallowed: 'this error disappears; handle it, report it or let it pass' },
  },
  create(context) {
    const report = (node) => context.report({ node, messageId: 'swallowed' });
    return {
      CatchClause(node) {
        if (node.body.body.length === 0) report(node);
      },
      "CallExpression[callee.property.name='catch']"({ callee, arguments: [handler] }) {
        if (handler && ignores(handler) && !isSleep(callee.object)) report(handler);
      },
    };
  },
};

/** The only way a sleep fails is that it was cut short, and then there is nothing to handle. */
function isSleep({ type, callee }) {
  return type === 'CallExpression' && callee.name === 'sleep';
}

/** A fallback value is an answer; nothing, undefined and null are not. */
function ignores({ type, body }) {
  if (type !== 'ArrowFunctionExpression' && type !== 'FunctionExpression') return false;
  if (body.type === 'BlockStatement') return body.body.length === 0;
  return (
    (body.type === 'Identifier' && body.name === 'undefined') ||
    (body.type === 'Literal' && body.value === null) ||
    (body.type === 'UnaryExpression' && body.operator === 'void')
  );
}
