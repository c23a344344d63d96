import { basename } from 'node:path';

const CONNECTIONS = new Set(['Sql', 'Connection', 'Transaction']);

/**
 * A store is a module of functions that take the connection first (docs/decisions/0001-house.md, One dialect): no
 * class, nothing to inject, so that whoever calls it says in which transaction it runs.
 */
export const storeForm = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      class: 'a store is a module of functions, not a class',
      first: '{{name}}: the first parameter of a store function is an Sql, a Connection or a Transaction',
    },
  },
  create(context) {
    if (!basename(context.filename).endsWith('.store.ts')) return {};
    return {
      ClassDeclaration: (node) => context.report({ node, messageId: 'class' }),
      'ExportNamedDeclaration > FunctionDeclaration'(node) {
        const type = node.params[0]?.typeAnnotation?.typeAnnotation;
        if (type?.type === 'TSTypeReference' && CONNECTIONS.has(type.typeName.name)) return;
        context.report({ node, messageId: 'first', data: { name: node.id?.name ?? 'default' } });
      },
    };
  },
};
