import { basename } from 'node:path';

/**
 * A role and its decorators belong together: the decorators stand only in files of that suffix, and a file of that
 * suffix has one of them (architecture.md, Layout: "the suffix says the role; nothing else may do that role").
 * @param {string} role suffix without dots @param {RegExp} decorators names, without @ @param {RegExp} [registers]
 * imported type whose presence shows that the file registers routes by calls instead
 */
export function decoratorRole(role, decorators, registers) {
  return {
    meta: {
      type: 'problem',
      schema: [],
      messages: {
        elsewhere: `@{{name}} is the role of *.${role}.ts`,
        missing: `a *.${role}.ts file has no decorator of its role (${decorators.source})`,
      },
    },
    create(context) {
      const hasRole = basename(context.filename).endsWith(`.${role}.ts`);
      let seen = false;
      return {
        ImportSpecifier(node) {
          if (registers?.test(node.imported.name)) seen = true;
        },
        Decorator(node) {
          const name = (node.expression.callee ?? node.expression).name;
          if (!decorators.test(name ?? '')) return;
          seen = true;
          if (!hasRole) context.report({ node, messageId: 'elsewhere', data: { name } });
        },
        'Program:exit'(node) {
          if (hasRole && !seen) context.report({ node, messageId: 'missing' });
        },
      };
    },
  };
}
