import { basename } from 'node:path';

const COLUMN = /^[a-z][a-z0-9]*(_[a-z0-9]+)+$/;

/**
 * Names of columns end in the store: what it returns has the names of the domain. Reported are properties of types and
 * what is read from an object; texts (error rules, event attributes) are not names.
 */
export const rowsStayInStores = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { column: '{{name}} is the name of a column; a store returns domain shapes' },
  },
  create(context) {
    if (basename(context.filename).endsWith('.store.ts')) return {};
    const check = (node) => {
      if (node?.type === 'Identifier' && COLUMN.test(node.name))
        context.report({ node, messageId: 'column', data: { name: node.name } });
    };
    return {
      TSPropertySignature: (node) => check(node.key),
      MemberExpression: (node) => node.computed || check(node.property),
      'ObjectPattern > Property': (node) => check(node.key),
    };
  },
};
