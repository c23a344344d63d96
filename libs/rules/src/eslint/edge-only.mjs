import { globalName, memberName } from './global-name.mjs';

const MEMBERS = {
  Date: ['now'],
  Math: ['random'],
  process: ['env', 'hrtime'],
  performance: ['now', 'timeOrigin'],
  Temporal: ['Now'],
};
const MODULES = {
  'node:process': ['default', 'env', 'hrtime'],
  process: ['default', 'env', 'hrtime'],
  'node:perf_hooks': ['default', 'performance'],
  perf_hooks: ['default', 'performance'],
};

/**
 * Time, chance and environment enter at the edge and arrive as data (architecture.md, Time); a reference counts, called
 * or not.
 */
export const edgeOnly = {
  meta: { type: 'problem', schema: [], messages: { edge: '{{what}} belongs to the edge; take it as an argument' } },
  create(context) {
    const report = (node, what) => context.report({ node, messageId: 'edge', data: { what } });
    return {
      MemberExpression(node) {
        const name = globalName(context, node.object);
        const member = memberName(node);
        if (name && Object.hasOwn(MEMBERS, name) && MEMBERS[name].includes(member)) report(node, `${name}.${member}`);
      },
      VariableDeclarator({ id, init }) {
        const name = globalName(context, init);
        if (id.type !== 'ObjectPattern' || !name || !Object.hasOwn(MEMBERS, name)) return;
        for (const property of id.properties)
          if (MEMBERS[name].includes(property.key?.name)) report(property, `${name}.${property.key.name}`);
      },
      NewExpression(node) {
        if (node.arguments.length === 0 && globalName(context, node.callee) === 'Date')
          report(node, 'new Date() without an argument');
      },
      CallExpression(node) {
        if (globalName(context, node.callee) === 'Date') report(node, 'Date()');
      },
      ImportDeclaration({ source, specifiers }) {
        if (!Object.hasOwn(MODULES, source.value)) return;
        for (const specifier of specifiers) {
          const name = specifier.imported?.name ?? 'default';
          if (MODULES[source.value].includes(name)) report(specifier, `${name} of ${source.value}`);
        }
      },
    };
  },
};
